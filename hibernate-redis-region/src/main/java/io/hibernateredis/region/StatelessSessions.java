package io.hibernateredis.region;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * The stateless sessions that were opened on a thread and are open yet. Hibernate 7.1 does not tell
 * whose the write of a stateless session is: it is taken for one of each of these, which costs
 * others' entries a miss at most.
 */
final class StatelessSessions {

    private static final ThreadLocal<List<WeakReference<SharedSessionContractImplementor>>> OPENED =
            ThreadLocal.withInitial(ArrayList::new);

    private StatelessSessions() {}

    static void opened(SharedSessionContractImplementor session) {
        if (session instanceof StatelessSession) {
            var opened = OPENED.get();
            opened.removeIf(reference -> !isOpen(reference.get()));
            opened.add(new WeakReference<>(session));
        }
    }

    static List<SharedSessionContractImplementor> openOf(SessionFactoryImplementor factory) {
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
