package io.hibernateredis.internal.session;

import java.util.Iterator;
import java.util.stream.Stream;

/**
 * By what the rows are read that are about to be put. What one of Hibernate's loaders reads is
 * complete, and as the mapping says. A query may join and restrict a collection: what it
 * initialized then is a part. A native query, and a procedure, may also return rows that a
 * restriction of the entity hides, or other values than the rows hold.
 */
public enum RowReader {
    LOADER,
    QUERY,
    /** A native query, or a procedure, of the application's own. */
    NATIVE,
    /** A query of one kind or the other, of which row after row is asked for. */
    SCROLL,
    UNKNOWN;

    private static final StackWalker STACK = StackWalker.getInstance();
    private static final String LOADERS = "org.hibernate.loader.ast.";
    private static final String QUERIES = "org.hibernate.query.";
    private static final String NATIVE_QUERIES = "org.hibernate.query.sql.";

    /** Completes a collection of which a loader found nothing. */
    private static final String EMPTY =
            "org.hibernate.event.internal.DefaultInitializeCollectionEventListener";

    /** What is being read on this thread. */
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
     * Whether it is a loader that executes the query: the mapping gives the entity's own select.
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
