package io.hibernateredis.internal.outbox;

import org.jspecify.annotations.Nullable;

/**
 * A row of the table.
 *
 * @param writer which session factory wrote it
 * @param written when, by the clock of its JVM; nobody relies on it but to see that it changed
 * @param tags what a transaction changed; null if the row says that the writer is present
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record OutboxRow(String id, String writer, long written, byte @Nullable [] tags) {

    boolean isPresence() {
        return tags == null || tags.length == 0;
    }
}
