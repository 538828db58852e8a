package io.hibernateredis.region;

import java.util.Optional;

/**
 * Whether a collection that is about to be put was loaded by one of Hibernate's loaders, and so is
 * complete. A query may join and restrict it: what it initialized then is a part.
 */
final class CollectionLoads {

    private static final StackWalker STACK = StackWalker.getInstance();
    private static final String LOADER = "org.hibernate.loader.ast.";

    /** Completes a collection of which a loader found nothing. */
    private static final String EMPTY =
            "org.hibernate.event.internal.DefaultInitializeCollectionEventListener";

    private CollectionLoads() {}

    /** Whether a loader's select is that which is being read on this thread. */
    static boolean isLoader() {
        Optional<String> reading =
                STACK.walk(
                        frames ->
                                frames.map(StackWalker.StackFrame::getClassName)
                                        .filter(CollectionLoads::isReading)
                                        .findFirst());
        return reading.filter(by -> by.startsWith(LOADER) || by.equals(EMPTY)).isPresent();
    }

    private static boolean isReading(String className) {
        return className.startsWith(LOADER)
                || className.equals(EMPTY)
                || className.startsWith("org.hibernate.query.")
                || className.startsWith("org.hibernate.procedure.")
                || className.startsWith("org.hibernate.result.")
                || className.contains("ScrollableResults");
    }
}
