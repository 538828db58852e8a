package io.hibernateredis.internal.rows;

import io.hibernateredis.internal.database.ForeignKeys;
import org.hibernate.boot.Metadata;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;

/**
 * What the mapping of a session factory defines for rows: how they are grouped, what depends on
 * them, and what their writes invalidate. Thread-safe.
 */
public final class MappedRows {

    private final IndexNames names;
    private final QueryKeyspaces queries;
    private final SessionFactoryImplementor sessionFactory;
    private final Tenancy tenancy;
    private final RowGroups groups;
    private final DatabaseCascades cascades;
    private final MappingSql sql;
    private final ForeignKeys foreignKeys;
    private final RowWrites writes;
    private volatile @Nullable TableDependents dependents;
    private volatile @Nullable ExternalRows external;

    public MappedRows(
            IndexNames names,
            QueryKeyspaces queries,
            SessionFactoryImplementor sessionFactory,
            Metadata metadata) {
        this.names = names;
        this.queries = queries;
        this.sessionFactory = sessionFactory;
        this.tenancy = Tenancy.of(metadata, sessionFactory);
        this.groups = new RowGroups(names, sessionFactory);
        this.cascades = new DatabaseCascades(sessionFactory, metadata);
        this.sql = new MappingSql(metadata);
        this.foreignKeys = new ForeignKeys(sessionFactory);
        this.writes = new RowWrites(names, groups, this::dependents, foreignKeys, sessionFactory);
    }

    public Tenancy tenancy() {
        return tenancy;
    }

    public RowGroups groups() {
        return groups;
    }

    public ForeignKeys foreignKeys() {
        return foreignKeys;
    }

    public RowWrites writes() {
        return writes;
    }

    /** Which roles depend on which tables. Must not be called before the mapping is complete. */
    public TableDependents dependents() {
        TableDependents known = dependents;
        if (known == null) {
            known = new TableDependentsReader(sessionFactory, sql).read(names, queries, cascades);
            dependents = known;
        }
        return known;
    }

    /** What rows invalidate that are written past this cache. */
    public ExternalRows external() {
        ExternalRows known = external;
        if (known == null) {
            known = new ExternalRows(sessionFactory, groups, dependents(), writes);
            external = known;
        }
        return known;
    }
}
