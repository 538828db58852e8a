package io.hibernateredis.internal.exact;

import io.hibernateredis.internal.database.ForeignKeys;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;

/**
 * Decides for each entity which of its written states may be stored with the commit: those that the
 * database surely gives back as they were sent. Any other is deleted from the cache, and the next
 * read loads it. Thread-safe.
 */
public final class ExactStates {

    private final ColumnFacts columns;
    private final Map<String, ExactState> states = new ConcurrentHashMap<>();

    public ExactStates(SessionFactoryImplementor sessionFactory, ForeignKeys foreignKeys) {
        this.columns = new ColumnFacts(sessionFactory, foreignKeys);
    }

    /** Reads what columns the database has, once the schema is there. */
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
