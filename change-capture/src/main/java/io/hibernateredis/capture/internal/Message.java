package io.hibernateredis.capture.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the server tells, as far as it matters here. */
sealed interface Message {

    /**
     * A transaction that has committed begins to arrive.
     *
     * @param committedMicros when it was committed, by the server's clock, since 1970
     */
    record Begin(long committedMicros) implements Message {}

    /**
     * It has arrived as a whole.
     *
     * @param endLsn behind the commit
     */
    record Commit(long endLsn) implements Message {}

    record Table(int id, Relation relation) implements Message {}

    record Insert(int table, List<@Nullable Object> row) implements Message {}

    /**
     * A row was updated.
     *
     * @param before null if its key did not change and nothing else is told
     * @param whole whether it tells all columns, as opposed to the key
     */
    record Update(
            int table,
            @Nullable List<@Nullable Object> before,
            boolean whole,
            List<@Nullable Object> after)
            implements Message {}

    record Delete(int table, List<@Nullable Object> row, boolean whole) implements Message {}

    record Truncate(List<Integer> tables) implements Message {}

    /**
     * What someone left in the log.
     *
     * @param isPart whether it is part of the transaction that arrives
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Left(boolean isPart, String prefix, byte[] content) implements Message {}

    /** Anything else. */
    enum Other implements Message {
        OTHER
    }
}
