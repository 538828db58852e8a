package io.hibernateredis.internal.access;

import io.hibernateredis.internal.entry.EntryCodecs;
import io.hibernateredis.internal.exact.ExactStates;
import io.hibernateredis.internal.rows.IndexNames;
import io.hibernateredis.internal.rows.MappedRows;
import io.hibernateredis.internal.rows.QueryKeyspaces;
import io.hibernateredis.internal.settings.CacheSettings;
import io.hibernateredis.internal.store.Store;
import java.util.function.Supplier;
import org.hibernate.cache.spi.RegionFactory;

/**
 * The parts that the regions of a session factory share. Hibernate builds some regions before it
 * has read the mapping, so parts that depend on the mapping are supplied on first use. Immutable.
 *
 * @param store opened at boot, or with the first session
 * @param codecs created when the mapping is complete
 * @param mapped created when the mapping is read
 * @param exact created when the mapping is read
 * @param hits some of which may be wanted
 */
public record CacheParts(
        RegionFactory regionFactory,
        CacheSettings settings,
        IndexNames names,
        QueryKeyspaces queries,
        Supplier<Store> store,
        Supplier<EntryCodecs> codecs,
        Supplier<MappedRows> mapped,
        Supplier<ExactStates> exact,
        HitSample hits) {

    MappedRows rows() {
        return mapped.get();
    }

    ExactStates exactStates() {
        return exact.get();
    }
}
