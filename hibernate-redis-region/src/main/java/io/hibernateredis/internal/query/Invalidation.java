package io.hibernateredis.internal.query;

import java.util.Set;
import java.util.stream.Stream;
import org.hibernate.engine.spi.ActionQueue;

/**
 * Why Hibernate tells that a table is written. It does so in the same words for the rows of a
 * flush, of each of which a listener hears, and for a statement that may have written any row; only
 * the caller tells them apart. Whatever is not surely a flush counts as a statement.
 */
enum Invalidation {
    /** Rows of entities and collections were written, and a listener was told which. */
    OF_ROWS,
    /** A statement was, or is being, executed. */
    OF_STATEMENT,
    /** The transaction has ended; the table was named before. */
    AFTER_COMMIT;

    private static final StackWalker STACK = StackWalker.getInstance();
    private static final int DEEP_ENOUGH = 12;
    private static final String ACTION_QUEUE = ActionQueue.class.getName();
    private static final Set<String> PASS_ON = Set.of("invalidateSpaces", "registerCleanupActions");
    private static final Set<String> FLUSH = Set.of("executeActions", "execute");

    /** The reason for the call being served by this thread. */
    static Invalidation current() {
        return STACK.walk(Invalidation::reason);
    }

    private static Invalidation reason(Stream<StackWalker.StackFrame> frames) {
        boolean before = false;
        for (var frame : (Iterable<StackWalker.StackFrame>) frames.limit(DEEP_ENOUGH)::iterator) {
            String method = frame.getMethodName();
            if (method.equals("invalidate") && !before) {
                return AFTER_COMMIT;
            }
            before |= method.equals("preInvalidate");
            if (before && frame.getClassName().equals(ACTION_QUEUE) && !PASS_ON.contains(method)) {
                return FLUSH.contains(method) ? OF_ROWS : OF_STATEMENT;
            }
        }
        return OF_STATEMENT;
    }
}
