package io.hibernateredis.fuzz;

import io.hibernateredis.internal.session.SessionWork;
import java.sql.Savepoint;
import java.util.Map;
import java.util.TimeZone;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.SharedSessionContract;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/** A session with its transaction, of one of both kinds. */
final class Actor implements AutoCloseable {

    private final Domain domain;
    private final SharedSessionContract session;
    private final Map<String, Object> detached;
    private final boolean ofSeveralSteps;
    private final UniqueKeys uniqueKeys = new UniqueKeys();
    private @Nullable Savepoint savepoint;

    private Actor(
            Domain domain,
            SharedSessionContract session,
            Map<String, Object> detached,
            boolean ofSeveralSteps) {
        this.domain = domain;
        this.session = session;
        this.detached = detached;
        this.ofSeveralSteps = ofSeveralSteps;
    }

    static Actor begin(SessionFactory jvm, Domain domain, Map<String, Object> detached, Step step) {
        SharedSessionContract session;
        if (step.actor().charAt(0) == 'l') {
            session = jvm.openStatelessSession();
        } else if (step.verb().equals("begin") && step.words().contains("zone")) {
            session =
                    jvm.withOptions()
                            .jdbcTimeZone(TimeZone.getTimeZone("Asia/Tokyo"))
                            .openSession();
        } else {
            session = jvm.openSession();
        }
        session.beginTransaction();
        return new Actor(domain, session, detached, step.isOfOpenSession());
    }

    /** Takes the database's snapshot now, where there is one of the whole transaction. */
    void pin() {
        session.doWork(
                connection -> {
                    try (var statement = connection.createStatement()) {
                        statement.executeQuery(Database.PIN).close();
                    }
                });
    }

    /** What it reads near from now on is as of now, as from a cache that is asked each time. */
    void readsAsOfNow() {
        SessionWork work = SessionWork.find(implementor());
        if (work != null) {
            work.unit().statementExecuted();
        }
    }

    Domain domain() {
        return domain;
    }

    SharedSessionContract any() {
        return session;
    }

    /** Whether its session may hold what an earlier step has read. */
    boolean isOfSeveralSteps() {
        return ofSeveralSteps;
    }

    /** Brings what the session holds to the same in every universe, once a step has ended. */
    void settle() {
        uniqueKeys.register(implementor());
    }

    boolean isStateless() {
        return session instanceof StatelessSession;
    }

    Session session() {
        return (Session) session;
    }

    StatelessSession stateless() {
        return (StatelessSession) session;
    }

    SharedSessionContractImplementor implementor() {
        return (SharedSessionContractImplementor) session;
    }

    Rendering rendering() {
        return new Rendering(domain, implementor());
    }

    Map<String, Object> detached() {
        return detached;
    }

    void setSavepoint() {
        session.doWork(connection -> savepoint = connection.setSavepoint());
    }

    void rollbackToSavepoint() {
        if (savepoint != null) {
            session.doWork(connection -> connection.rollback(savepoint));
            savepoint = null;
        }
    }

    void commit() {
        session.getTransaction().commit();
    }

    void rollback() {
        if (session.getTransaction().isActive() || session.getTransaction().getRollbackOnly()) {
            session.getTransaction().rollback();
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
