package io.hibernateredis.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.CacheEventListener;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.delivery.ShardClient;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.KeyNames;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.Shard;
import io.hibernateredis.internal.protocol.StoreSettings;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.redis.Call;
import io.hibernateredis.internal.redis.RedisRefusedException;
import io.hibernateredis.internal.redis.Replies;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the keys of a namespace, some at a time. Thread-safe. Whatever it asks throws as {@link
 * ShardClient#send} does.
 */
public final class Inspector {

    /** Where a scan begins, and what it ends with. */
    public static final String START = "0";

    private final String server;
    private final ShardClient client;
    private final EntryReader reader;
    private final EntryReads reads;
    private final CacheEventListener events;
    private final KeyNames names;

    Inspector(
            StoreSettings settings,
            String server,
            ShardClient client,
            EntryReader reader,
            EntryReads reads,
            CacheEventListener events) {
        this.server = server;
        this.reads = reads;
        this.events = events;
        this.client = client;
        this.reader = reader;
        this.names = new KeyNames(settings, 0, client.shard());
    }

    /**
     * Some keys.
     *
     * @param cursor where to go on, or {@link #START} if these were the last
     */
    public record Page(String cursor, List<byte[]> keys) {}

    /** Where Redis is, for messages. */
    public String server() {
        return server;
    }

    public KeyNames names() {
        return names;
    }

    /** Whether nothing is sent to Redis, because it did not answer lately. */
    public boolean isCircuitOpen() {
        return !client.maySend();
    }

    /** How long ago the server proved that it takes writes; negative if it never did. */
    public long trustAgeNanos() {
        return client.index().trust().ageNanos();
    }

    /** What time it is by the index's clock, and of which index. */
    public LoadTime now() {
        Replies replies =
                client.send(
                        (shard, caller) ->
                                List.of(shard.evict(caller, List.of(), Shard.Scope.THESE)));
        return client.answer(replies, 0).seen();
    }

    /**
     * Some of the keys that match a pattern.
     *
     * @param count how many keys of the server are looked at, about
     */
    public Page scan(byte[] pattern, String cursor, int count) {
        return page(send(List.of(Call.scan(cursor, pattern, count))));
    }

    private static Page page(Replies replies) {
        List<?> found = replies.elements(0);
        List<byte[]> keys = new ArrayList<>();
        for (Object key : (List<?>) found.get(1)) {
            keys.add((byte[]) key);
        }
        return new Page(new String((byte[]) found.get(0), UTF_8), keys);
    }

    /** How many keys the server's database has, of whomever. */
    public long databaseSize() {
        return send(List.of(Call.databaseSize())).number(0);
    }

    /** Deletes some keys; what was near stays so. Returns how many there were. */
    public long delete(List<byte[]> keys) {
        return send(List.of(Call.delete(keys))).number(0);
    }

    /** How long some keys live, milliseconds; -1 for ever, -2 for those that are gone. */
    public List<Long> timesToLive(List<byte[]> keys) {
        Replies replies = send(keys.stream().map(Call::timeToLive).toList());
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            times.add(replies.number(i));
        }
        return times;
    }

    /**
     * The bytes that each of some keys takes, without those that are gone; null if this user may
     * not ask.
     */
    public @Nullable List<Long> memory(List<byte[]> keys) {
        Replies replies = send(keys.stream().map(Call::memoryUsage).toList());
        List<Long> bytes = new ArrayList<>();
        try {
            for (int i = 0; i < keys.size(); i++) {
                long each = replies.number(i);
                if (each > 0) {
                    bytes.add(each);
                }
            }
            return bytes;
        } catch (RedisRefusedException e) {
            return null;
        }
    }

    /** How many tags the index holds: lasting ones, then those of entries written lately. */
    public long[] indexSize() {
        Replies replies = send(List.of(Call.members(names.index()), Call.members(names.recent())));
        return new long[] {replies.number(0), replies.number(1)};
    }

    /** An entry by its name. */
    public KeyNames.Found entry(String name) {
        long known = client.index().loadTime().nonce();
        return names.answer(name, send(names.question(name)), known);
    }

    /**
     * An entry as a read would find it, near or in Redis, without counting that; null if it would
     * find none. Never throws.
     */
    public @Nullable StoredEntry peek(Entry entry) {
        return reads.peek(entry);
    }

    /** Counts something that was found out about the entries of a region. */
    public void tell(Event event, String region) {
        events.on(event, region, 1, 0);
    }

    private Replies send(List<Call> calls) {
        return calls.isEmpty()
                ? client.send((shard, caller) -> List.of(Call.databaseSize()))
                : client.send((shard, caller) -> calls);
    }

    /** What lookups are counted in, or null if they are not. */
    public @Nullable KeySample sample() {
        return reader.sample();
    }

    /** Begins to count a sample of all lookups, or ends it and forgets them. */
    public void sample(boolean counted) {
        if (!counted) {
            reader.countIn(null);
        } else if (reader.sample() == null) {
            reader.countIn(new KeySample());
        }
    }
}
