package io.hibernateredis.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one read brought back.
 *
 * @param found the entries asked for, in their order; null where there is none that is valid
 * @param nonce which index answered; 0 if there is none
 * @param lowest nothing loaded before this time is valid, microseconds
 * @param invalidated when each tag asked for was last invalidated, microseconds; 0 if that is not
 *     known to have happened
 */
public record Reading(
        List<@Nullable Found> found, long nonce, long lowest, Map<Tag, Long> invalidated) {

    /** When a tag was last invalidated, or may have been; nothing loaded before is valid. */
    public long invalidated(Tag tag) {
        return Math.max(lowest, invalidated.getOrDefault(tag, Long.MAX_VALUE));
    }
}
