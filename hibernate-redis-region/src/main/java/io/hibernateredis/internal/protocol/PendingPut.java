package io.hibernateredis.internal.protocol;

import java.util.List;

/**
 * An entry that was loaded from the database and may be stored.
 *
 * @param body what is to lie behind the header
 * @param tags everything it depends on but itself
 * @param whenRefused is run should it turn out that something it depends on was invalidated since
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PendingPut(
        Entry entry, byte[] body, List<Tag> tags, long ttlMillis, Runnable whenRefused) {

    /** Whether it depends on the same as another, but itself, and for as long. */
    boolean dependsAs(PendingPut other) {
        return ttlMillis == other.ttlMillis && tags.equals(other.tags);
    }
}
