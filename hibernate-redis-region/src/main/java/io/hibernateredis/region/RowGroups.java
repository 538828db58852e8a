package io.hibernateredis.region;

import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of the tables of a session factory may tell groups of rows apart: those whose
 * values every writer knows, and of types for which two values are equal to the database if and
 * only if they are equal here. Thread-safe.
 */
public final class RowGroups {

    private final SessionFactoryImplementor sessionFactory;

    private RowGroups(SessionFactoryImplementor sessionFactory) {
        this.sessionFactory = sessionFactory;
    }

    public static RowGroups of(SessionFactoryImplementor sessionFactory) {
        return new RowGroups(sessionFactory);
    }

    /** The name under which a table's tags are known in the index. */
    public String nameOf(String table) {
        return ((RedisRegionFactory) sessionFactory.getCache().getRegionFactory()).qualify(table);
    }

    /** Whether a condition on a column, as the mapping spells both, may name a group of rows. */
    public boolean isGroupable(String table, String column) {
        return false;
    }

    /**
     * A value of a column in the form that a group is named by.
     *
     * @param value as it is sent to the database
     * @return null if it cannot be told
     */
    public @Nullable String canonical(String table, String column, Object value) {
        return null;
    }
}
