package io.hibernateredis.region;

import java.util.Optional;

/**
 * Whether a collection that is about to be put was loaded by one of Hibernate's loaders, and so is
 * complete. A query may join and restrict it: what it initialized then is a part.
 */
final class CollectionLoads {

    private static final StackWalker STACK = StackWalker.getInstance();
    private static final String LOADER = "org.hibernate.loader.ast.";

    private CollectionLoads() {}

    /** Whether a loader's select is that which is being read on this thread. */
    static boolean isLoader() {
        Optional<String> reading =
                STACK.walk(
                        frames ->
                                frames.map(StackWalker.StackFrame::getClassName)
                                        .filter(CollectionLoads::isReading)
                                        .findFirst());
        return reading.isPresent() && reading.get().startsWith(LOADER);
    }

    private static boolean isReading(String className) {
        return className.startsWith(LOADER)
                || className.startsWith("org.hibernate.query.")
                || className.startsWith("org.hibernate.procedure.")
                || className.startsWith("org.hibernate.result.")
                || className.contains("ScrollableResults");
    }
}
