package io.hibernateredis.internal.access;

import io.hibernateredis.internal.protocol.Tag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.cache.cfg.spi.DomainDataRegionConfig;
import org.hibernate.cache.spi.DomainDataRegion;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.cache.spi.access.CollectionDataAccess;
import org.hibernate.cache.spi.access.EntityDataAccess;
import org.hibernate.cache.spi.access.NaturalIdDataAccess;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.model.domain.NavigableRole;
import org.jspecify.annotations.Nullable;

/** A region of entities, collections and natural ids. Immutable once built. */
public final class DomainRegion implements DomainDataRegion {

    private final CacheParts parts;
    private final String name;
    private final Map<NavigableRole, EntityAccess> entities = new HashMap<>();
    private final Map<NavigableRole, NaturalIdAccess> naturalIds = new HashMap<>();
    private final Map<NavigableRole, CollectionAccess> collections = new HashMap<>();

    public DomainRegion(
            CacheParts parts,
            DomainDataRegionConfig config,
            SessionFactoryImplementor sessionFactory) {
        this.parts = parts;
        this.name = config.getRegionName();
        for (var entity : config.getEntityCaching()) {
            NavigableRole role = entity.getNavigableRole();
            entities.put(
                    role,
                    new EntityAccess(this, parts, role, entity.getAccessType(), sessionFactory));
        }
        for (var naturalId : config.getNaturalIdCaching()) {
            NavigableRole role = naturalId.getNavigableRole();
            naturalIds.put(
                    role,
                    new NaturalIdAccess(
                            this, parts, role, naturalId.getAccessType(), sessionFactory));
        }
        for (var collection : config.getCollectionCaching()) {
            NavigableRole role = collection.getNavigableRole();
            collections.put(
                    role,
                    new CollectionAccess(
                            this, parts, role, collection.getAccessType(), sessionFactory));
        }
    }

    @Override
    public EntityDataAccess getEntityDataAccess(NavigableRole rootEntityRole) {
        return configured(entities.get(rootEntityRole), rootEntityRole);
    }

    @Override
    public NaturalIdDataAccess getNaturalIdDataAccess(NavigableRole rootEntityRole) {
        return configured(naturalIds.get(rootEntityRole), rootEntityRole);
    }

    @Override
    public CollectionDataAccess getCollectionDataAccess(NavigableRole collectionRole) {
        return configured(collections.get(collectionRole), collectionRole);
    }

    private <A> A configured(@Nullable A access, NavigableRole role) {
        if (access == null) {
            throw new IllegalArgumentException(
                    "region [" + name + "] does not cache " + role.getFullPath());
        }
        return access;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public RegionFactory getRegionFactory() {
        return parts.regionFactory();
    }

    /** Clears all roles, and the query results in a region of the same name, in one round trip. */
    @Override
    public void clear() {
        parts.store().get().evict(Set.of(), forget());
    }

    /**
     * Forgets what this JVM knows.
     *
     * @return the tags whose invalidation clears the region in Redis
     */
    public Set<Tag> forget() {
        all().forEach(DataAccess::forgetSent);
        Set<Tag> floors =
                all().stream().map(access -> access.keyspace().floor()).collect(Collectors.toSet());
        floors.add(parts.queries().of(name, null).floor());
        return floors;
    }

    private List<DataAccess> all() {
        List<DataAccess> all = new ArrayList<>(entities.values());
        all.addAll(naturalIds.values());
        all.addAll(collections.values());
        return all;
    }

    /** What lies in the region, and how it is read outside of any session. */
    public List<CachedEntries> contents() {
        List<CachedEntries> contents = new ArrayList<>();
        all().forEach(access -> contents.add(access.contents()));
        return contents;
    }

    @Override
    public void destroy() {
        // Entries in Redis are shared with other JVMs, and outlive this session factory.
    }
}
