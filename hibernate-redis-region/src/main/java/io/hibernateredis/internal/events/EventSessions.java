package io.hibernateredis.internal.events;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.AbstractCollectionEvent;
import org.hibernate.event.spi.AbstractEvent;
import org.hibernate.event.spi.EventSource;
import org.jspecify.annotations.Nullable;

/** Finds the session of an event, on every supported version of Hibernate. */
public final class EventSessions {

    /** By reflection, because the return type of the method changed in Hibernate 7.2. */
    private static final Method GET_SESSION = getSession();

    private static final MethodHandle SESSION_OF = sessionOf();

    /** Whether events of stateless sessions identify the session: since Hibernate 7.2. */
    public static final boolean NAME_STATELESS = GET_SESSION.getReturnType() != EventSource.class;

    private EventSessions() {}

    /** The session of an event; null for a stateless session on Hibernate 7.1. */
    public static @Nullable SharedSessionContractImplementor of(AbstractEvent event) {
        try {
            return (SharedSessionContractImplementor) SESSION_OF.invoke(event);
        } catch (Throwable e) {
            throw e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
        }
    }

    /** The session of a collection event; null for a stateless session. */
    public static @Nullable EventSource ofCollection(AbstractCollectionEvent event) {
        try {
            return event.getSession();
        } catch (RuntimeException e) {
            return null;
        }
    }

    private static Method getSession() {
        try {
            return AbstractEvent.class.getMethod("getSession");
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle sessionOf() {
        try {
            return MethodHandles.publicLookup()
                    .unreflect(GET_SESSION)
                    .asType(MethodType.methodType(Object.class, Object.class));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
