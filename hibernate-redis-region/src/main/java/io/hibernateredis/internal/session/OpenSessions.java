package io.hibernateredis.internal.session;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * The open sessions that were opened on a thread. A value that is computed on this thread may be as
 * old as the oldest of them, and may contain their uncommitted changes. For the modules of this
 * cache.
 */
public final class OpenSessions {

    private static final ThreadLocal<List<WeakReference<SharedSessionContractImplementor>>> OPENED =
            ThreadLocal.withInitial(ArrayList::new);

    private OpenSessions() {}

    public static void opened(SharedSessionContractImplementor session) {
        var opened = OPENED.get();
        for (int i = opened.size() - 1; i >= 0; i--) {
            if (!isOpen(opened.get(i).get())) {
                opened.remove(i);
            }
        }
        opened.add(new WeakReference<>(session));
    }

    /** The open sessions of a session factory that were opened on this thread. */
    public static List<SharedSessionContractImplementor> of(SessionFactoryImplementor factory) {
        List<SharedSessionContractImplementor> open = new ArrayList<>();
        for (var reference : OPENED.get()) {
            var session = reference.get();
            if (session != null && isOpen(session) && session.getFactory() == factory) {
                open.add(session);
            }
        }
        return open;
    }

    private static boolean isOpen(@Nullable SharedSessionContractImplementor session) {
        return session != null && !session.isClosed();
    }
}
