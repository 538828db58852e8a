package io.hibernateredis.internal.session;

import java.util.Iterator;
import java.util.stream.Stream;
import org.hibernate.sql.exec.spi.ExecutionContext;

/**
 * What is reading the rows that are about to be put. A loader of Hibernate reads complete rows as
 * mapped. A query may join and restrict a collection, which is then only partly initialized. A
 * native query or a procedure may also return rows that a restriction of the entity hides, or other
 * values than the rows hold.
 */
public enum RowReader {
    LOADER,
    QUERY,
    /** A native query or a procedure of the application. */
    NATIVE,
    /** A query of either kind whose rows are scrolled. */
    SCROLL,
    UNKNOWN;

    private static final StackWalker STACK = StackWalker.getInstance();
    private static final String LOADERS = "org.hibernate.loader.ast.";
    private static final String QUERIES = "org.hibernate.query.";
    private static final String NATIVE_QUERIES = "org.hibernate.query.sql.";

    /** Completes a collection for which a loader found no rows. */
    private static final String EMPTY =
            "org.hibernate.event.internal.DefaultInitializeCollectionEventListener";

    /** Whether what executes a select shows by itself that a loader of Hibernate does. */
    static boolean isLoader(ExecutionContext context) {
        return context.getClass().getName().startsWith(LOADERS);
    }

    /** What is reading rows on this thread, determined from its stack. */
    public static RowReader current() {
        return STACK.walk(RowReader::current);
    }

    private static RowReader current(Stream<StackWalker.StackFrame> frames) {
        Iterator<String> classes = frames.map(StackWalker.StackFrame::getClassName).iterator();
        while (classes.hasNext()) {
            RowReader found = of(classes.next());
            if (found != UNKNOWN) {
                return found == NATIVE && isOfMapping(classes) ? QUERY : found;
            }
        }
        return UNKNOWN;
    }

    private static RowReader of(String className) {
        if (className.startsWith(LOADERS) || className.equals(EMPTY)) {
            return LOADER;
        }
        if (className.startsWith(NATIVE_QUERIES)
                || className.startsWith("org.hibernate.procedure.")
                || className.startsWith("org.hibernate.result.")) {
            return NATIVE;
        }
        if (className.contains("ScrollableResults")) {
            return SCROLL;
        }
        return className.startsWith(QUERIES) ? QUERY : UNKNOWN;
    }

    /**
     * Whether a native query is executed by a loader, as the select that the mapping defines for
     * the entity.
     */
    private static boolean isOfMapping(Iterator<String> callers) {
        while (callers.hasNext()) {
            String caller = callers.next();
            if (!caller.startsWith(QUERIES)) {
                return caller.startsWith(LOADERS);
            }
        }
        return false;
    }
}
