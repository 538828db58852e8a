package io.hibernateredis.internal.protocol;

import io.hibernateredis.internal.codec.CorruptEntryException;
import io.hibernateredis.internal.redis.Call;
import io.hibernateredis.internal.redis.Replies;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One message that asks for entries, and when some tags were last invalidated; and the meaning of
 * its answer. For one thread.
 */
public final class ReadRequest {

    /** In {@link ScoreCalls#CONTROL}. */
    private static final int CLOCK = 3;

    private final List<Entry> entries;
    private final List<byte[]> keys;
    private final List<Tag> tags;
    private final List<Tag> asked;
    private final @Nullable ComputeLock lock;
    private final Shard shard;
    private final List<Unreadable> unreadable = new ArrayList<>(0);
    private final List<Call> calls = new ArrayList<>(2);
    private final int atOnce;
    private final int firstOfKeys;
    private final int firstOfScores;

    /** An entry that is valid, but cannot be read; it counts as none. */
    public record Unreadable(Entry entry, String reason) {}

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
        this.keys = keys(shard, entries);
        this.lock = lock;
        this.shard = shard;
        this.tags = withFloors(entries, moreTags);
        this.atOnce = shard.mostAtOnce();
        if (lock != null) {
            calls.addAll(shard.take(lock));
        }
        // The entries come first: what is invalidated between the two shows in the scores.
        firstOfKeys = calls.size();
        if (keys.size() == 1) {
            calls.add(Call.get(keys.get(0)));
        } else {
            forEachPart(keys, part -> calls.add(Call.mget(part)));
        }
        if (tags.size() == 1) {
            asked = List.of(inUse.apply(tags.get(0)));
        } else {
            asked = new ArrayList<>(tags.size());
            for (Tag tag : tags) {
                asked.add(inUse.apply(tag));
            }
        }
        firstOfScores = calls.size();
        if (asked.isEmpty()) {
            calls.add(shard.scores(asked));
        }
        forEachPart(asked, part -> calls.add(shard.scores(part)));
    }

    /** What one command may name, after the other. */
    private <T> void forEachPart(List<T> all, Consumer<List<T>> action) {
        if (all.size() <= atOnce && !all.isEmpty()) {
            action.accept(all);
            return;
        }
        for (int first = 0; first < all.size(); first += atOnce) {
            action.accept(all.subList(first, Math.min(first + atOnce, all.size())));
        }
    }

    private static List<byte[]> keys(Shard shard, List<Entry> entries) {
        if (entries.size() == 1) {
            return List.of(shard.key(entries.get(0)));
        }
        List<byte[]> keys = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            keys.add(shard.key(entry));
        }
        return keys;
    }

    private static List<Tag> withFloors(List<Entry> entries, Collection<Tag> moreTags) {
        if (entries.size() == 1 && moreTags.isEmpty()) {
            return List.of(entries.get(0).keyspace().floor());
        }
        List<Tag> tags = new ArrayList<>(moreTags.size() + 1);
        tags.addAll(moreTags);
        Keyspace last = null;
        for (Entry entry : entries) {
            // Entries of one keyspace mostly come together.
            Keyspace keyspace = entry.keyspace();
            if (keyspace != last && !tags.contains(keyspace.floor())) {
                tags.add(keyspace.floor());
            }
            last = keyspace;
        }
        return tags;
    }

    public List<Call> calls() {
        return calls;
    }

    /** Deletes the entries instead. */
    public List<Call> deletion() {
        List<Call> deletion = new ArrayList<>();
        forEachPart(keys, part -> deletion.add(Call.delete(part)));
        return deletion;
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
     * @param known nonce of the index that a script of this JVM has met
     */
    public ReadResult answer(Replies replies, long known) {
        long server = shard.names().identity(replies.identity());
        return judged(valuesOf(replies), scoresOf(replies), known, server);
    }

    private List<byte @Nullable []> valuesOf(Replies replies) {
        if (keys.size() == 1) {
            return Collections.singletonList(replies.bytes(firstOfKeys));
        }
        if (firstOfScores - firstOfKeys == 1) {
            return replies.list(firstOfKeys);
        }
        return IntStream.range(firstOfKeys, firstOfScores)
                .mapToObj(replies::list)
                .flatMap(List::stream)
                .toList();
    }

    /**
     * The state of the index, and the score of each tag. Of several parts, the last one tells from
     * when on entries are valid, and the first one the clock, which the scores of the others are
     * not older than. If the index was another one before, a part may lack what that one knew: then
     * nothing is known.
     */
    private long[] scoresOf(Replies replies) {
        int last = calls.size() - 1;
        long[] state = replies.scores(last);
        if (last == firstOfScores) {
            return state;
        }
        int control = ScoreCalls.CONTROL.size();
        long[] all = Arrays.copyOf(state, control + asked.size());
        all[CLOCK] = replies.scores(firstOfScores)[CLOCK];
        for (int position = firstOfScores, at = control; position <= last; position++) {
            long[] part = replies.scores(position);
            if (part[0] != state[0]) {
                all[0] = Replies.ABSENT;
            }
            System.arraycopy(part, control, all, at, part.length - control);
            at += part.length - control;
        }
        return all;
    }

    private ReadResult judged(
            List<byte @Nullable []> values, long[] scores, long known, long identity) {
        IndexState index = stateOf(scores);
        if (index == null || !Validity.isUsable(index, known, identity)) {
            return ReadResult.nothing(entries.size());
        }
        long[] invalidated = new long[tags.size()];
        for (int i = 0; i < invalidated.length; i++) {
            long score = scores[ScoreCalls.CONTROL.size() + i];
            long unknown = asked.get(i).mustBeKnown() ? Validity.UNKNOWN : 0;
            invalidated[i] = score == Replies.ABSENT ? unknown : score;
        }
        List<@Nullable StoredEntry> found = new ArrayList<>(entries.size());
        var result = new ReadResult(found, index, tags, invalidated);
        for (int i = 0; i < entries.size(); i++) {
            found.add(valid(i, values.get(i), index.nonce(), result));
        }
        return result;
    }

    /** Null if there is no index, or one without its beginning. */
    private static @Nullable IndexState stateOf(long[] scores) {
        return scores[0] == Replies.ABSENT || scores[2] == Replies.ABSENT
                ? null
                : new IndexState(scores[0], scores[1], scores[2], scores[3], scores[4]);
    }

    private @Nullable StoredEntry valid(
            int i, byte @Nullable [] bytes, long nonce, ReadResult result) {
        Entry entry = entries.get(i);
        LoadTime loaded = bytes == null ? null : EntryHeader.loadTime(bytes);
        return bytes != null
                        && loaded != null
                        && Validity.isValid(
                                loaded, nonce, result.invalidated(entry.keyspace().floor()))
                ? read(entry, keys.get(i), bytes, loaded)
                : null;
    }

    private @Nullable StoredEntry read(Entry entry, byte[] key, byte[] bytes, LoadTime loaded) {
        try {
            var form = entry.keyspace().form();
            byte[] plain = shard.bodies().read(bytes, EntryHeader.LENGTH, key, form);
            return new StoredEntry(plain, loaded);
        } catch (CorruptEntryException e) {
            unreadable.add(new Unreadable(entry, String.valueOf(e.getMessage())));
            return null;
        }
    }

    /** Those that {@link #answer} has found and could not read. */
    public List<Unreadable> unreadable() {
        return unreadable;
    }

    public List<Entry> entries() {
        return entries;
    }
}
