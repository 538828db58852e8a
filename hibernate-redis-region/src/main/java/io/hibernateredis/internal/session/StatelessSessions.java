package io.hibernateredis.internal.session;

import java.util.List;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * The open stateless sessions that were opened on a thread. Hibernate 7.1 does not identify the
 * session of a stateless write, so the write counts as one of each of these sessions, which costs
 * other entries a miss at most.
 */
public final class StatelessSessions {

    private StatelessSessions() {}

    public static List<SharedSessionContractImplementor> openOf(SessionFactoryImplementor factory) {
        return OpenSessions.of(factory).stream()
                .filter(StatelessSession.class::isInstance)
                .toList();
    }
}
