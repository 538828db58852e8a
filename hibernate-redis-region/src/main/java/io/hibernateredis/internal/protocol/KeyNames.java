package io.hibernateredis.internal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.internal.codec.CorruptEntryException;
import io.hibernateredis.internal.protection.BodyForm;
import io.hibernateredis.internal.redis.Call;
import io.hibernateredis.internal.redis.Replies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names of the keys of a shard, for those who look at them from outside. Immutable. */
public final class KeyNames {

    private final String slot;
    private final Shard shard;

    public KeyNames(StoreSettings settings, int number, Shard shard) {
        this.slot = "{" + settings.namespace() + ":" + number + "}";
        this.shard = shard;
    }

    /** The key of an entry by its name, or by what it is called in Redis. */
    byte[] ofEntry(String name) {
        return (slot + Tag.ENTRY + shard.names().shown(name)).getBytes(UTF_8);
    }

    /** What the entry is called in Redis that lies under a key, or null if none does. */
    public @Nullable String entry(byte[] key) {
        String text = new String(key, UTF_8);
        String start = slot + Tag.ENTRY;
        return text.startsWith(start) ? text.substring(start.length()) : null;
    }

    /** The region of an entry, prefix included, by its name. */
    public static String region(String name) {
        int end = name.indexOf('#');
        return Keyspace.unescaped(end < 0 ? name : name.substring(0, end));
    }

    /** What all keys of entries match whose names match a pattern of Redis. */
    public byte[] entries(String pattern) {
        return (quoted(slot + Tag.ENTRY) + pattern).getBytes(UTF_8);
    }

    /** What all keys match. */
    public byte[] all() {
        return (quoted(slot) + "*").getBytes(UTF_8);
    }

    private static String quoted(String text) {
        return text.replaceAll("[\\\\*?\\[\\]]", "\\\\$0");
    }

    /** A key as it is shown. */
    public String shown(byte[] key) {
        String text = new String(key, UTF_8);
        return text.startsWith(slot) ? text.substring(slot.length()) : text;
    }

    /** Whether a key is one of the few that hold the index, which have no time to live. */
    public boolean isOfIndex(byte[] key) {
        return key.length == slot.getBytes(UTF_8).length + 1;
    }

    public byte[] index() {
        return (slot + "i").getBytes(UTF_8);
    }

    public byte[] recent() {
        return (slot + "d").getBytes(UTF_8);
    }

    /** Asks for an entry by its name, and for what it is judged by. */
    public List<Call> question(String name) {
        byte[] key = ofEntry(name);
        return List.of(
                Call.get(key),
                Call.timeToLive(key),
                shard.scores(List.of(Tag.floor(Names.start(name)))));
    }

    /** The name of the floor of an entry, by the name of the entry. */
    public static String floorOf(String name) {
        return Tag.floor(Names.start(name)).toString();
    }

    /**
     * An entry as it lies in Redis.
     *
     * @param bytes null if there is none; else with its body as it is, if that can be read
     * @param size how many bytes lie in Redis
     * @param ttlMillis -1 if it lives for ever
     * @param loadedMicros when it was loaded, on the clock of the index; -1 if its header cannot be
     *     read
     * @param whyNotValid null if it is valid as far as the floor and the index tell
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Found(
            byte @Nullable [] bytes,
            int size,
            long ttlMillis,
            long loadedMicros,
            @Nullable String whyNotValid) {}

    /**
     * What was found.
     *
     * @param name that was asked for
     * @param known nonce of the index that this JVM knows
     */
    public Found answer(String name, Replies replies, long known) {
        byte[] bytes = replies.bytes(0);
        if (bytes == null) {
            return new Found(null, 0, -2, -1, "there is no such entry");
        }
        LoadTime loaded = EntryHeader.loadTime(bytes);
        if (loaded == null) {
            return new Found(
                    bytes,
                    bytes.length,
                    replies.number(1),
                    -1,
                    "it begins with no header of this version");
        }
        long server = shard.names().identity(replies.identity());
        String whyNot = whyNot(loaded, replies.scores(2), known, server);
        byte[] plain = bytes;
        try {
            plain = shard.bodies().read(bytes, EntryHeader.LENGTH, ofEntry(name), BodyForm.PLAIN);
        } catch (CorruptEntryException e) {
            whyNot = whyNot == null ? e.getMessage() : whyNot;
        }
        return new Found(plain, bytes.length, replies.number(1), loaded.clock(), whyNot);
    }

    private static @Nullable String whyNot(
            LoadTime loaded, long[] scores, long known, long identity) {
        if (scores[0] == Replies.ABSENT || scores[2] == Replies.ABSENT) {
            return "there is no index";
        }
        var index = new IndexState(scores[0], scores[1], scores[2], scores[3], scores[4]);
        long floor = scores[ScoreCalls.CONTROL.size()];
        if (!Validity.isUsable(index, known, identity)) {
            return "the index is another server's, or was begun anew and is not used yet";
        }
        if (loaded.nonce() != index.nonce()) {
            return "it was stored under an index that was lost since";
        }
        if (loaded.isBefore(index.validFrom())) {
            return "everything was evicted since it was loaded";
        }
        if (loaded.isBefore(index.lowWater())) {
            return "it was loaded before what the index remembers";
        }
        if (floor != Replies.ABSENT && loaded.isBefore(floor)) {
            return floor > index.clock()
                    ? "all entries of its kind are being changed by a transaction"
                    : "all entries of its kind were invalidated since it was loaded";
        }
        return null;
    }
}
