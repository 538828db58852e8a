package io.hibernateredis.internal.rows;

import org.hibernate.boot.spi.SessionFactoryOptions;
import org.hibernate.cache.spi.support.RegionNameQualifier;

/**
 * The names by which the index knows regions, roles and tables: Hibernate's own, behind the region
 * prefix of the session factory. Every session factory with the same prefix shares them. Immutable.
 */
public final class IndexNames {

    private final SessionFactoryOptions options;

    public IndexNames(SessionFactoryOptions options) {
        this.options = options;
    }

    /** The name of a region, role or table in the index. */
    public String of(String name) {
        return RegionNameQualifier.INSTANCE.qualify(name, options);
    }
}
