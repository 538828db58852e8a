package io.hibernateredis.internal.exact;

import io.hibernateredis.internal.database.DatabaseColumns;
import io.hibernateredis.internal.database.DatabaseColumns.DatabaseColumn;
import io.hibernateredis.internal.database.ForeignKeys;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.mutation.EntityMutationTarget;
import org.jspecify.annotations.Nullable;

/** The columns of the entities of a session factory as they are in the database. Thread-safe. */
public final class ColumnFacts {

    private final SessionFactoryImplementor sessionFactory;
    private final ForeignKeys foreignKeys;
    private final ExactValues values;
    private volatile DatabaseColumns columns = DatabaseColumns.UNKNOWN;

    ColumnFacts(SessionFactoryImplementor sessionFactory, ForeignKeys foreignKeys) {
        this.sessionFactory = sessionFactory;
        this.foreignKeys = foreignKeys;
        this.values = new ExactValues(sessionFactory);
    }

    /** Reads the columns of the database. Must be called when the schema exists. */
    void read() {
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
                            if (CollectionIdSpelling.matters(this, collection)) {
                                tables.addAll(List.of(collection.getCollectionSpaces()));
                            }
                        });
        columns = DatabaseColumns.read(sessionFactory, tables);
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
