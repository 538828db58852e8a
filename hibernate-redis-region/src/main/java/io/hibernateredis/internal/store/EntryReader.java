package io.hibernateredis.internal.store;

import io.hibernateredis.CacheEventListener;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.delivery.Outbox;
import io.hibernateredis.internal.delivery.PendingInvalidations;
import io.hibernateredis.internal.delivery.RareLog;
import io.hibernateredis.internal.delivery.ShardClient;
import io.hibernateredis.internal.delivery.StoreLog;
import io.hibernateredis.internal.near.Question;
import io.hibernateredis.internal.protocol.ComputeLock;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.IndexView;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.ReadRequest;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.Shard;
import io.hibernateredis.internal.protocol.StoreSettings;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.redis.Call;
import io.hibernateredis.internal.redis.OversizedReplyException;
import io.hibernateredis.internal.redis.Replies;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reads entries of a namespace. Never throws: what fails is a miss. Thread-safe. */
final class EntryReader implements EntryReads {

    private final StoreSettings settings;
    private final ShardClient client;
    private final IndexView index;
    private final PendingInvalidations pending;
    private final CacheEventListener events;
    private final LongSupplier nanoTime;
    private final Outbox outbox;
    private final RareLog unreadable;

    /** Null, as mostly, costs a read of memory that is hardly ever written. */
    private volatile @Nullable KeySample sample;

    EntryReader(
            StoreSettings settings,
            ShardClient client,
            PendingInvalidations pending,
            CacheEventListener events,
            LongSupplier nanoTime,
            Outbox outbox) {
        this.outbox = outbox;
        this.settings = settings;
        this.client = client;
        this.index = client.index();
        this.pending = pending;
        this.events = events;
        this.nanoTime = nanoTime;
        this.unreadable = new RareLog(nanoTime);
    }

    /** What lookups are counted in, or null. */
    @Nullable KeySample sample() {
        return sample;
    }

    void countIn(@Nullable KeySample newSample) {
        sample = newSample;
    }

    /** Whether reads are sent to Redis at present. */
    boolean isReadable() {
        return client.mayRead() && !pending.forbidsReading() && !outbox.isBroken();
    }

    /** Whether one may be sent now, or what is near may be served; may ask the database. */
    boolean admits() {
        return isReadable() && outbox.admitsReads();
    }

    @Nullable ReadResult bypass() {
        events.on(Event.BYPASSED);
        return null;
    }

    @Override
    public @Nullable ReadResult read(
            List<Entry> entries,
            Collection<Tag> tags,
            @Nullable ComputeLock lock,
            NearScope scope) {
        return admits() ? read(entries, tags, lock, (Question) null) : bypass();
    }

    /**
     * Reads what {@link #admits} has admitted, and asks something else in the same message.
     *
     * @param question after the entries were read; null for none
     */
    @Nullable ReadResult read(
            List<Entry> entries,
            Collection<Tag> tags,
            @Nullable ComputeLock lock,
            @Nullable Question question) {
        if (!isReadable()) {
            return bypass();
        }
        try {
            return send(request(entries, tags, lock), question);
        } catch (OversizedReplyException e) {
            if (question != null) {
                // Perhaps it is not an entry that is too large.
                question.tooLarge();
                return read(entries, tags, lock, (Question) null);
            }
            return readWithoutOversized(entries, tags, lock, e);
        } catch (RuntimeException | Error e) {
            return failed(e);
        }
    }

    private ReadRequest request(
            List<Entry> entries, Collection<Tag> tags, @Nullable ComputeLock lock) {
        return new ReadRequest(client.shard(), entries, tags, lock, index::inUse);
    }

    /** Also errors: an application is not to fail because its cache ran out of memory. */
    @Nullable ReadResult failed(Throwable cause) {
        events.on(Event.READ_FAILED);
        StoreLog.failed("read", cause);
        return null;
    }

    @Override
    public @Nullable StoredEntry peek(Entry entry) {
        if (!admits()) {
            return null;
        }
        try {
            ReadResult result = answer(request(List.of(entry), List.of(), null), null);
            return result == null ? null : result.found().get(0);
        } catch (RuntimeException e) {
            StoreLog.failed("look at an entry", e);
            return null;
        }
    }

    private @Nullable ReadResult send(ReadRequest request, @Nullable Question question) {
        ReadResult result = answer(request, question);
        if (result != null) {
            count(request.entries(), result);
        }
        return result;
    }

    private @Nullable ReadResult answer(ReadRequest request, @Nullable Question question) {
        // An index that no script of this JVM has met may hold what was put before this JVM could
        // report that another was lost: so what was known before the answer counts.
        long known = index.loadTime().nonce();
        long sent = nanoTime.getAsLong();
        Replies replies = client.send((shard, caller) -> calls(request, question, shard, caller));
        request.noteLock(replies, sent);
        if (!client.believes(replies.identity())) {
            // The proof grew too old while this was on its way, or is another server's.
            events.on(Event.READ_FAILED);
            return null;
        }
        ReadResult result = request.answer(replies, known);
        if (result.seen().isKnown()) {
            index.observe(result.seen());
        }
        request.unreadable().forEach(this::countUnreadable);
        if (question != null) {
            hear(question, replies, request.calls().size());
        }
        return result;
    }

    private static List<Call> calls(
            ReadRequest request, @Nullable Question question, Shard shard, Shard.Caller caller) {
        if (question == null) {
            return request.calls();
        }
        List<Call> calls = new ArrayList<>(request.calls());
        calls.add(question.call(shard, caller));
        return calls;
    }

    /** What was read is as good without the answer. */
    private static void hear(Question question, Replies replies, int position) {
        try {
            question.answered(replies, position);
        } catch (RuntimeException e) {
            StoreLog.failed("question what was invalidated", e);
        }
    }

    /**
     * An entry that is too large to be read would be in the way of every read: it is deleted, which
     * makes a miss, and the rest is asked for once more.
     */
    private @Nullable ReadResult readWithoutOversized(
            List<Entry> entries,
            Collection<Tag> tags,
            @Nullable ComputeLock lock,
            RuntimeException why) {
        StoreLog.failed("read", why);
        events.on(Event.TOO_LARGE);
        try {
            ReadRequest request = request(entries, tags, lock);
            Replies deleted = client.send((shard, caller) -> request.deletion());
            deleted.number(0);
            return send(request, null);
        } catch (RuntimeException | Error e) {
            return failed(e);
        }
    }

    private void count(List<Entry> entries, ReadResult result) {
        List<@Nullable StoredEntry> found = result.found();
        for (int i = 0; i < found.size(); i++) {
            count(entries.get(i), found.get(i) != null);
        }
    }

    /** Tells listeners and the log that an entry was found, or not. */
    private void count(Entry entry, boolean hit) {
        count(entry, hit ? Event.HIT : Event.MISS, hit ? "hit" : "miss");
    }

    private void countUnreadable(ReadRequest.Unreadable found) {
        Keyspace keyspace = found.entry().keyspace();
        events.on(Event.UNREADABLE, keyspace.region(), 1, 0);
        unreadable.log(unlogged -> StoreLog.unreadable(keyspace, found.reason(), unlogged));
    }

    /** As of an entry that was found in Redis, of one that was near. */
    void countNear(Entry entry) {
        count(entry, Event.HIT, "near hit");
        events.on(Event.NEAR_HIT, entry.keyspace().region(), 1, 0);
    }

    private void count(Entry entry, Event event, String what) {
        events.on(event, entry.keyspace().region(), 1, 0);
        KeySample counted = sample;
        if (counted != null) {
            counted.note(entry, event == Event.HIT);
        }
        if (StoreLog.logsEntries()) {
            StoreLog.read(settings.namespace(), entry, what);
        }
    }
}
