package io.hibernateredis.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one read brought back.
 *
 * @param found the entries asked for, in their order; null where there is none that is valid
 * @param nonce which index answered; 0 if there is none
 * @param clock of the index when it was read, microseconds
 * @param lowest nothing loaded before this time is valid, microseconds
 * @param invalidated when each tag asked for was last invalidated, microseconds; 0 if that is not
 *     known to have happened
 */
public record Reading(
        List<@Nullable Found> found,
        long nonce,
        long clock,
        long lowest,
        Map<Tag, Long> invalidated) {

    /**
     * Whether a writer may be in flight on a tag, so that nothing that is loaded now can be put.
     */
    public boolean isInFlight(Tag tag) {
        long at = invalidated(tag);
        return at > clock && at < Long.MAX_VALUE;
    }

    /** When a tag was last invalidated, or may have been; nothing loaded before is valid. */
    public long invalidated(Tag tag) {
        return Math.max(lowest, invalidated.getOrDefault(tag, Long.MAX_VALUE));
    }
}
