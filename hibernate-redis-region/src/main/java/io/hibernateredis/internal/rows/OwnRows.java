package io.hibernateredis.internal.rows;

import io.hibernateredis.internal.protocol.Tag;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.UnionSubclassEntityPersister;
import org.hibernate.persister.entity.mutation.EntityMutationTarget;
import org.hibernate.persister.entity.mutation.EntityTableMapping;
import org.jspecify.annotations.Nullable;

/**
 * Names the rows of which it is certain that a write of Hibernate's changed exactly one, once: who
 * finds as many changes of it in the database's log knows that there were no others. Thread-safe.
 */
final class OwnRows {

    private final RowGroups groups;
    private final Map<String, RowImages> byRoot = new ConcurrentHashMap<>();

    OwnRows(RowGroups groups) {
        this.groups = groups;
    }

    /** The name of the row that was written; null if it is not certain. */
    @Nullable Tag nameOf(SharedSessionContractImplementor session, RowWrite write) {
        EntityPersister persister = write.persister();
        return session.getTenantIdentifier() == null
                        && isInOneTable(persister)
                        && isCertain(persister, write)
                ? nameOf(persister, write.id())
                : null;
    }

    private static boolean isInOneTable(EntityPersister persister) {
        EntityTableMapping[] tables = ((EntityMutationTarget) persister).getTableMappings();
        EntityTableMapping table = tables[0];
        return tables.length == 1
                && !(persister instanceof UnionSubclassEntityPersister)
                && table.getInsertCustomSql() == null
                && table.getUpdateCustomSql() == null
                && table.getDeleteCustomSql() == null;
    }

    /**
     * An insert inserts or fails. What asks for the version writes the row or fails; without one,
     * Hibernate may have had nothing to write.
     */
    private static boolean isCertain(EntityPersister persister, RowWrite write) {
        if (write.isInsertion()) {
            return true;
        }
        Object[] before = write.before();
        if (before == null
                || !write.beforeKnown()
                || !persister.isVersioned()
                || !persister.optimisticLockStyle().isVersion()) {
            return false;
        }
        int version = persister.getVersionPropertyIndex();
        Object[] after = write.after();
        return after == null || !Objects.equals(before[version], after[version]);
    }

    /**
     * The name of a row of a hierarchy.
     *
     * @return null if it may have several
     */
    @Nullable Tag nameOf(EntityPersister persister, Object id) {
        EntityPersister root = groups.rootOf(persister);
        RowImages images =
                byRoot.computeIfAbsent(root.getEntityName(), name -> new RowImages(groups, root));
        return images.haveOneTag() ? images.rowOfNoTenant(id).tag() : null;
    }
}
