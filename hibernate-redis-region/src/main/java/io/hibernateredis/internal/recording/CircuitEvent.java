package io.hibernateredis.internal.recording;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Redis is not asked any more, or is asked again. */
@Name("io.hibernateredis.Circuit")
@Label("Circuit breaker")
@Category({"Hibernate Redis"})
@StackTrace(false)
final class CircuitEvent extends Event {

    private static final CircuitEvent ANY = new CircuitEvent();

    @Label("Namespace")
    String namespace = "";

    @Label("Node")
    String node = "";

    @Label("Open")
    boolean open;

    @Label("Failures in a row")
    int failures;

    static boolean isRecorded() {
        return ANY.isEnabled();
    }

    static void commit(String namespace, String node, boolean open, int failures) {
        var event = new CircuitEvent();
        event.namespace = namespace;
        event.node = node;
        event.open = open;
        event.failures = failures;
        event.commit();
    }
}
