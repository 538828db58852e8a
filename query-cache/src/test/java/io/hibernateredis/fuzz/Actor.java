package io.hibernateredis.fuzz;

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
    private @Nullable Savepoint savepoint;

    private Actor(Domain domain, SharedSessionContract session, Map<String, Object> detached) {
        this.domain = domain;
        this.session = session;
        this.detached = detached;
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
        return new Actor(domain, session, detached);
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

    Domain domain() {
        return domain;
    }

    SharedSessionContract any() {
        return session;
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
