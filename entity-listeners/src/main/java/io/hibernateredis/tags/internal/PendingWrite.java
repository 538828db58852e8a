package io.hibernateredis.tags.internal;

import io.hibernateredis.internal.session.Sessions;
import java.lang.ref.WeakReference;
import java.util.Map;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * The write of which Hibernate is calling the listeners on this thread. An entity listener is given
 * no more than the entity; the rest is handed to it here, by a listener that comes before.
 *
 * <p>The first listener to take it invalidates its tags; a second one finds it taken.
 */
public final class PendingWrite {

    // A listener that fails leaves it to its thread, which may outlive the session factory.
    private static final ThreadLocal<WeakReference<PendingWrite>> CURRENT = new ThreadLocal<>();

    private final Sessions sessions;
    private final @Nullable SharedSessionContractImplementor session;
    private final Object entity;
    private final WrittenTags tags;
    private boolean taken;

    PendingWrite(
            Sessions sessions,
            @Nullable SharedSessionContractImplementor session,
            Object entity,
            WrittenTags tags) {
        this.sessions = sessions;
        this.session = session;
        this.entity = entity;
        this.tags = tags;
    }

    /**
     * Hands this to the entity listeners that are called next.
     *
     * @param holder of the session factory, which keeps it until then
     */
    void handOver(Map<Thread, PendingWrite> holder) {
        holder.put(Thread.currentThread(), this);
        CURRENT.set(new WeakReference<>(this));
    }

    private static @Nullable PendingWrite current() {
        var reference = CURRENT.get();
        return reference == null ? null : reference.get();
    }

    /** Invalidates the tags of the current write of the entity, unless that was done already. */
    public static void emit(Object entity) {
        PendingWrite current = current();
        if (current != null && current.entity == entity) {
            current.take();
        }
    }

    /** The entity listeners have been called. */
    static void finish(Object entity) {
        emit(entity);
        CURRENT.remove();
    }

    private void take() {
        if (!taken) {
            taken = true;
            sessions.change(session, tags::invalidate);
        }
    }
}
