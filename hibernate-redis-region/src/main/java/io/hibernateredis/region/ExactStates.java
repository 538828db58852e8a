package io.hibernateredis.region;

import io.hibernateredis.region.DatabaseColumns.DatabaseColumn;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.EntityMutationTarget;
import org.jspecify.annotations.Nullable;

/**
 * Decides for each entity which of its written states may be stored with the commit: those that the
 * database surely gives back as they were sent. Any other is deleted from the cache, and the next
 * read loads it. Thread-safe.
 */
final class ExactStates {

    private final SessionFactoryImplementor sessionFactory;
    private final ForeignKeys foreignKeys;
    private final ExactValues values;
    private final Map<String, ExactState> states = new ConcurrentHashMap<>();
    private volatile DatabaseColumns columns = DatabaseColumns.UNKNOWN;

    ExactStates(SessionFactoryImplementor sessionFactory, ForeignKeys foreignKeys) {
        this.sessionFactory = sessionFactory;
        this.foreignKeys = foreignKeys;
        this.values = new ExactValues(sessionFactory);
    }

    /** Reads what columns the database has, once the schema is there. */
    void readColumns() {
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
        sessionFactory
                .getMappingMetamodel()
                .forEachCollectionDescriptor(
                        collection -> {
                            if (SpeltCollection.matters(this, collection)) {
                                tables.addAll(List.of(collection.getCollectionSpaces()));
                            }
                        });
        columns = DatabaseColumns.read(sessionFactory, tables);
        states.clear();
    }

    ExactState of(EntityPersister persister) {
        return states.computeIfAbsent(
                persister.getEntityName(), name -> ExactState.of(this, persister));
    }

    /**
     * A row was updated. What the update left out may be other in the database than in the session,
     * which then stores none of this entity's states any more.
     */
    void updated(
            @Nullable SharedSessionContractImplementor session,
            EntityPersister persister,
            Object id,
            Object @Nullable [] before,
            Object[] after) {
        SessionWork work = session == null ? null : SessionWork.ifOurs(session);
        if (work == null || session == null || !of(persister).leavesOut(before, after)) {
            return;
        }
        work.written().differs(session.generateEntityKey(id, persister));
        if (persister.getCacheAccessStrategy() instanceof EntityAccess access) {
            access.touch(session, access.entry(id, session.getTenantIdentifier()), null);
        }
    }

    SessionFactoryImplementor sessionFactory() {
        return sessionFactory;
    }

    @Nullable DatabaseColumn column(String table, String column) {
        return columns.find(table, column);
    }

    ForeignKeys foreignKeys() {
        return foreignKeys;
    }

    ExactValues values() {
        return values;
    }
}
