package io.hibernateredis.internal.query;

import java.util.Set;
import java.util.stream.Stream;
import org.hibernate.engine.spi.ActionQueue;

/**
 * Why Hibernate invalidates a table in the timestamps cache. Hibernate makes the same call for the
 * rows of a flush, which listeners also see one by one, and for a statement that may have written
 * any row. Only the call stack distinguishes them. Anything not recognized as a flush counts as a
 * statement, which invalidates more.
 *
 * <p>The frames that are looked for, from the innermost to the outermost, are the same in Hibernate
 * 7.1, 7.2, 7.3 and 7.4:
 *
 * <ul>
 *   <li>{@code TimestampsCache.invalidate}, without {@code preInvalidate} before it: the
 *       transaction has ended.
 *   <li>{@code TimestampsCache.preInvalidate}, called by {@code ActionQueue.invalidateSpaces}. That
 *       is called by {@code ActionQueue.executeActions} for the queued actions of a flush, and
 *       otherwise by {@code ActionQueue.registerCleanupActions}, either from {@code
 *       ActionQueue.execute} for an action that is executed at once, such as an insert with a
 *       generated id, or from {@code ActionQueue.addAction} for a bulk or native statement.
 * </ul>
 *
 * <p>A statement of a stateless session makes neither call; {@code internal.statements} reports it.
 */
enum InvalidationReason {
    /** Rows of entities and collections were flushed, and listeners were notified of each. */
    FLUSH,
    /** A bulk or native statement was executed, or is about to be. */
    STATEMENT,
    /** The transaction has ended; the table was already invalidated within it. */
    AFTER_COMMIT;

    private static final StackWalker STACK = StackWalker.getInstance();

    /** More than the frames from this class to the caller of {@code invalidateSpaces}. */
    private static final int MAX_FRAMES = 12;

    private static final String ACTION_QUEUE = ActionQueue.class.getName();
    private static final Set<String> INTERMEDIATE =
            Set.of("invalidateSpaces", "registerCleanupActions");
    private static final Set<String> OF_FLUSH = Set.of("executeActions", "execute");

    /** The reason for the call that this thread is serving. */
    static InvalidationReason current() {
        return STACK.walk(InvalidationReason::of);
    }

    private static InvalidationReason of(Stream<StackWalker.StackFrame> frames) {
        boolean inPreInvalidate = false;
        for (var frame : (Iterable<StackWalker.StackFrame>) frames.limit(MAX_FRAMES)::iterator) {
            String method = frame.getMethodName();
            if (method.equals("invalidate") && !inPreInvalidate) {
                return AFTER_COMMIT;
            }
            inPreInvalidate |= method.equals("preInvalidate");
            if (inPreInvalidate
                    && frame.getClassName().equals(ACTION_QUEUE)
                    && !INTERMEDIATE.contains(method)) {
                return OF_FLUSH.contains(method) ? FLUSH : STATEMENT;
            }
        }
        return STATEMENT;
    }
}
