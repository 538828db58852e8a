package io.hibernateredis.internal.rows;

import org.hibernate.boot.spi.SessionFactoryOptions;
import org.hibernate.cache.spi.support.RegionNameQualifier;

/**
 * The names of regions, roles and tables in the index: Hibernate's own, prefixed by the region
 * prefix of the session factory. All session factories with the same prefix share them. Immutable.
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
