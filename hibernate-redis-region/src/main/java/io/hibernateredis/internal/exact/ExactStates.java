package io.hibernateredis.internal.exact;

import io.hibernateredis.internal.database.DatabaseColumns;
import io.hibernateredis.internal.database.DatabaseColumns.DatabaseColumn;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.EntityMutationTarget;
import org.jspecify.annotations.Nullable;

/**
 * Decides for each entity which of its written states may be stored with the commit: those that the
 * database is certain to return as they were sent. Any other entry is only invalidated, and loaded
 * again by the next read. Thread-safe.
 */
public final class ExactStates {

    private final SessionFactoryImplementor sessionFactory;
    private final ExactValues values;
    private final Map<String, ExactState> states = new ConcurrentHashMap<>();
    private volatile DatabaseColumns columns = DatabaseColumns.UNKNOWN;

    public ExactStates(SessionFactoryImplementor sessionFactory) {
        this.sessionFactory = sessionFactory;
        this.values = new ExactValues(sessionFactory);
    }

    /** Reads the columns of the database. Must be called when the schema exists. */
    public void readColumns() {
        Set<String> tables = new HashSet<>();
        sessionFactory
                .getMappingMetamodel()
                .forEachEntityDescriptor(
                        entity -> {
                            if (entity.canWriteToCache() || entity.hasNaturalIdCache()) {
                                ((EntityMutationTarget) entity)
                                        .forEachMutableTable(
                                                table -> tables.add(table.getTableName()));
                            }
                        });
        columns = DatabaseColumns.read(sessionFactory, tables);
        states.clear();
    }

    public ExactState of(EntityPersister persister) {
        return states.computeIfAbsent(
                persister.getEntityName(), name -> ExactState.of(this, persister));
    }

    SessionFactoryImplementor sessionFactory() {
        return sessionFactory;
    }

    @Nullable DatabaseColumn column(String table, String column) {
        return columns.find(table, column);
    }

    ExactValues values() {
        return values;
    }
}
