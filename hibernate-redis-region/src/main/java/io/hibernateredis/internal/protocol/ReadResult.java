package io.hibernateredis.internal.protocol;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one read brought back. Immutable. */
public final class ReadResult {

    /** So many are found as fast without a map. */
    private static final int FEW_TAGS = 16;

    private final List<@Nullable StoredEntry> found;
    private final LoadTime seen;
    private final long lowest;
    private final List<Tag> tags;
    private final @Nullable Map<Tag, Integer> positions;
    private final long[] invalidated;

    /**
     * @param found the entries asked for, in their order; null where there is none that is valid
     * @param tags that were asked for
     * @param invalidated when each of them was last invalidated, microseconds; 0 if that is not
     *     known to have happened
     */
    ReadResult(
            List<@Nullable StoredEntry> found,
            IndexState index,
            List<Tag> tags,
            long[] invalidated) {
        this(
                found,
                new LoadTime(index.nonce(), index.clock()),
                Validity.earliestLoad(index),
                tags,
                invalidated);
    }

    private ReadResult(
            List<@Nullable StoredEntry> found,
            LoadTime seen,
            long lowest,
            List<Tag> tags,
            long[] invalidated) {
        this.found = found;
        this.seen = seen;
        this.lowest = lowest;
        this.tags = tags;
        this.positions = tags.size() > FEW_TAGS ? positions(tags) : null;
        this.invalidated = invalidated;
    }

    /**
     * What would have been read when a put was stored. When exactly its tags were invalidated is
     * not known, but that nothing it depends on was since it was loaded.
     *
     * @param seen when it was stored
     */
    public static ReadResult of(PendingPut put, LoadTime loaded, LoadTime seen) {
        return new ReadResult(
                List.of(StoredEntry.of(put, loaded)),
                seen,
                loaded.clock(),
                put.tags(),
                new long[put.tags().size()]);
    }

    /** This answer as it concerns one of the entries, its floor and some of the tags. */
    public ReadResult of(StoredEntry entry, Tag floor, Collection<Tag> some) {
        Set<Tag> kept = new LinkedHashSet<>(some);
        kept.add(floor);
        List<Tag> all = List.copyOf(kept);
        long[] times = new long[all.size()];
        for (int i = 0; i < times.length; i++) {
            int at = position(all.get(i));
            times[i] = at < 0 ? Validity.UNKNOWN : invalidated[at];
        }
        return new ReadResult(List.of(entry), seen, lowest, all, times);
    }

    /** This answer, with what was found elsewhere. */
    public ReadResult with(List<@Nullable StoredEntry> entries) {
        return new ReadResult(entries, seen, lowest, tags, invalidated);
    }

    /** What is known where no usable index answered. */
    static ReadResult nothing(int entries) {
        return new ReadResult(
                Collections.nCopies(entries, null),
                LoadTime.UNKNOWN,
                Validity.UNKNOWN,
                List.of(),
                new long[0]);
    }

    /** The entries asked for, in their order; null where there is none that is valid. */
    public List<@Nullable StoredEntry> found() {
        return found;
    }

    /** Which index answered, and its clock; {@link LoadTime#UNKNOWN} if there is none. */
    public LoadTime seen() {
        return seen;
    }

    /** Which index answered; 0 if there is none. */
    public long nonce() {
        return seen.nonce();
    }

    /** The index's clock, microseconds. */
    public long clock() {
        return seen.clock();
    }

    /** Whether a tag was asked for, and there was an index to answer. */
    public boolean tells(Tag tag) {
        return position(tag) >= 0;
    }

    /**
     * Whether a writer may be in flight on a tag, so that nothing that is loaded now can be put.
     */
    public boolean isInFlight(Tag tag) {
        long at = invalidated(tag);
        return at > seen.clock() && at < Validity.UNKNOWN;
    }

    /**
     * When a tag was last invalidated, or may have been, microseconds; nothing loaded before is
     * valid. {@link Long#MAX_VALUE} if that is unknown.
     */
    public long invalidated(Tag tag) {
        int at = position(tag);
        return at < 0 ? Validity.UNKNOWN : Math.max(lowest, invalidated[at]);
    }

    private int position(Tag tag) {
        return positions == null ? tags.indexOf(tag) : positions.getOrDefault(tag, -1);
    }

    private static Map<Tag, Integer> positions(List<Tag> tags) {
        Map<Tag, Integer> positions = new HashMap<>();
        for (int i = 0; i < tags.size(); i++) {
            positions.put(tags.get(i), i);
        }
        return positions;
    }
}
