package io.hibernateredis.internal.protocol;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one read brought back. Immutable. */
public final class ReadResult {

    /** So many are found as fast without a map. */
    private static final int FEW_TAGS = 16;

    private final List<@Nullable StoredEntry> found;
    private final long nonce;
    private final long clock;
    private final long lowest;
    private final List<Tag> tags;
    private final @Nullable Map<Tag, Integer> positions;
    private final long[] invalidated;

    /**
     * @param found the entries asked for, in their order; null where there is none that is valid
     * @param nonce which index answered; 0 if there is none
     * @param clock of the index when it was read, microseconds
     * @param lowest nothing loaded before this time is valid, microseconds
     * @param tags that were asked for
     * @param invalidated when each of them was last invalidated, microseconds; 0 if that is not
     *     known to have happened
     */
    ReadResult(
            List<@Nullable StoredEntry> found,
            long nonce,
            long clock,
            long lowest,
            List<Tag> tags,
            long[] invalidated) {
        this.found = found;
        this.nonce = nonce;
        this.clock = clock;
        this.lowest = lowest;
        this.tags = tags;
        this.positions = tags.size() > FEW_TAGS ? positions(tags) : null;
        this.invalidated = invalidated;
    }

    /** The entries asked for, in their order; null where there is none that is valid. */
    public List<@Nullable StoredEntry> found() {
        return found;
    }

    /** Which index answered; 0 if there is none. */
    public long nonce() {
        return nonce;
    }

    /** What the index's clock showed, microseconds. */
    public long clock() {
        return clock;
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
        return at > clock && at < Long.MAX_VALUE;
    }

    /**
     * When a tag was last invalidated, or may have been, microseconds; nothing loaded before is
     * valid. {@link Long#MAX_VALUE} if nobody can tell.
     */
    public long invalidated(Tag tag) {
        int at = position(tag);
        return at < 0 ? Long.MAX_VALUE : Math.max(lowest, invalidated[at]);
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
