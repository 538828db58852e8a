package io.hibernateredis.internal.access;

import io.hibernateredis.internal.entry.EntryCodecs;
import io.hibernateredis.internal.exact.ExactStates;
import io.hibernateredis.internal.rows.MappedRows;
import io.hibernateredis.internal.settings.CacheSettings;
import io.hibernateredis.internal.store.Store;
import java.util.function.Supplier;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/**
 * The parts that the regions of a session factory share. Immutable.
 *
 * @param store opened at boot, or with the first session
 * @param codecs created when the mapping is complete
 */
public record CacheParts(
        RegionFactory regionFactory,
        SessionFactoryImplementor sessionFactory,
        CacheSettings settings,
        Supplier<Store> store,
        Supplier<EntryCodecs> codecs,
        MappedRows rows,
        ExactStates exactStates) {}
