package io.hibernateredis.internal.exact;

import io.hibernateredis.internal.database.ForeignKeys;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;

/**
 * Decides for each entity which of its written states may be stored with the commit: those that the
 * database is certain to return as they were sent. Any other entry is only invalidated, and loaded
 * again by the next read. Thread-safe.
 */
public final class ExactStates {

    private final ColumnFacts columns;
    private final Map<String, ExactState> states = new ConcurrentHashMap<>();

    public ExactStates(SessionFactoryImplementor sessionFactory, ForeignKeys foreignKeys) {
        this.columns = new ColumnFacts(sessionFactory, foreignKeys);
    }

    /** Reads the columns of the database. Must be called when the schema exists. */
    public void readColumns() {
        columns.read();
        states.clear();
    }

    public ExactState of(EntityPersister persister) {
        return states.computeIfAbsent(
                persister.getEntityName(), name -> ExactState.of(columns, persister));
    }

    public ColumnFacts columns() {
        return columns;
    }
}
