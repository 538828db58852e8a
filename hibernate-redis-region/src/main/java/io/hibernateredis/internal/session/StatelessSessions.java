package io.hibernateredis.internal.session;

import java.util.List;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * The stateless sessions that were opened on a thread and are open yet. Hibernate 7.1 does not tell
 * whose the write of a stateless session is: it is taken for one of each of these, which costs
 * others' entries a miss at most.
 */
public final class StatelessSessions {

    private StatelessSessions() {}

    public static List<SharedSessionContractImplementor> openOf(SessionFactoryImplementor factory) {
        return OpenSessions.of(factory).stream()
                .filter(StatelessSession.class::isInstance)
                .toList();
    }
}
