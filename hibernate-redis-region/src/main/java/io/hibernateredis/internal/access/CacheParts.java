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
 * What the regions of a session factory are made of. Hibernate builds some of them before it has
 * read the mapping, so what depends on that is supplied when it is first used. Immutable.
 *
 * @param store opened at boot, or with the first session
 * @param codecs made when the mapping is complete
 * @param mapped made when the mapping is read
 * @param exact made when the mapping is read
 */
public record CacheParts(
        RegionFactory regionFactory,
        CacheSettings settings,
        IndexNames names,
        QueryKeyspaces queries,
        Supplier<Store> store,
        Supplier<EntryCodecs> codecs,
        Supplier<MappedRows> mapped,
        Supplier<ExactStates> exact) {

    MappedRows rows() {
        return mapped.get();
    }

    ExactStates exactStates() {
        return exact.get();
    }
}
