package io.hibernateredis.internal.protocol;

import io.hibernateredis.internal.redis.Call;
import io.hibernateredis.internal.redis.Replies;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One message that asks for entries, and when some tags were last invalidated; and what its answer
 * means. For one thread.
 */
public final class ReadRequest {

    private final List<Entry> entries;
    private final List<byte[]> keys;
    private final List<Tag> tags;
    private final List<Tag> asked;
    private final @Nullable ComputeLock lock;
    private final List<Call> calls = new ArrayList<>(4);

    /**
     * @param lock to be taken before the rest is read, or null
     * @param inUse gives the tag that stands for one at present
     */
    public ReadRequest(
            Shard shard,
            List<Entry> entries,
            Collection<Tag> moreTags,
            @Nullable ComputeLock lock,
            UnaryOperator<Tag> inUse) {
        this.entries = entries;
        this.keys = new ArrayList<>(entries.size());
        this.tags = new ArrayList<>(moreTags.size() + 1);
        this.lock = lock;
        tags.addAll(moreTags);
        Keyspace last = null;
        for (Entry entry : entries) {
            keys.add(shard.key(entry));
            // Entries of one keyspace mostly come together.
            Keyspace keyspace = entry.keyspace();
            if (keyspace != last && !tags.contains(keyspace.floor())) {
                tags.add(keyspace.floor());
            }
            last = keyspace;
        }
        if (lock != null) {
            calls.addAll(shard.take(lock));
        }
        // The entries come first: what is invalidated between the two shows in the scores.
        if (!keys.isEmpty()) {
            calls.add(keys.size() == 1 ? Call.get(keys.get(0)) : Call.mget(keys));
        }
        asked = tags.stream().map(inUse).toList();
        calls.add(shard.scores(asked));
    }

    public List<Call> calls() {
        return calls;
    }

    /**
     * Notes whether the lock was taken.
     *
     * @param sentNanos when the message was sent, or earlier
     */
    public void noteLock(Replies replies, long sentNanos) {
        if (lock != null) {
            lock.asked(holder(replies), sentNanos);
        }
    }

    /** Null also if Redis refused to take the lock, as it does when it is full. */
    private static byte @Nullable [] holder(Replies replies) {
        return replies.isRefused(0) ? null : replies.bytes(1);
    }

    /**
     * What was found.
     *
     * @param known the index that a script of this JVM has met: another may hold what was put
     *     before anybody could tell that this one was lost
     */
    public ReadResult answer(Replies replies, long known) {
        int last = calls.size() - 1;
        return judged(valuesOf(replies, last - 1), replies.scores(last), known, replies.identity());
    }

    private List<byte @Nullable []> valuesOf(Replies replies, int position) {
        if (keys.isEmpty()) {
            return List.of();
        }
        return keys.size() == 1
                ? Collections.singletonList(replies.bytes(position))
                : replies.list(position);
    }

    private ReadResult judged(
            List<byte @Nullable []> values, long[] scores, long known, long identity) {
        long nonce = scores[0];
        if (nonce == Replies.ABSENT
                || nonce != known
                || scores[1] != identity
                || scores[2] == Replies.ABSENT) {
            return new ReadResult(
                    Collections.nCopies(entries.size(), null),
                    0,
                    0,
                    Long.MAX_VALUE,
                    List.of(),
                    new long[0]);
        }
        long[] invalidated = new long[tags.size()];
        for (int i = 0; i < invalidated.length; i++) {
            long score = scores[Shard.CONTROL.size() + i];
            long unknown = asked.get(i).mustBeKnown() ? Long.MAX_VALUE : 0;
            invalidated[i] = score == Replies.ABSENT ? unknown : score;
        }
        long lowest = Math.max(scores[2], scores[4]);
        List<@Nullable StoredEntry> found = new ArrayList<>(entries.size());
        var reading = new ReadResult(found, nonce, scores[3], lowest, tags, invalidated);
        for (int i = 0; i < entries.size(); i++) {
            found.add(valid(entries.get(i), values.get(i), nonce, reading));
        }
        return reading;
    }

    private static @Nullable StoredEntry valid(
            Entry entry, byte @Nullable [] bytes, long nonce, ReadResult reading) {
        if (bytes == null
                || bytes.length < StoredEntry.BODY
                || StoredEntry.nonceOf(bytes) != nonce) {
            return null;
        }
        long loaded = StoredEntry.loadTimeOf(bytes);
        return loaded < reading.invalidated(entry.keyspace().floor())
                ? null
                : new StoredEntry(bytes, loaded);
    }

    public List<Entry> entries() {
        return entries;
    }
}
