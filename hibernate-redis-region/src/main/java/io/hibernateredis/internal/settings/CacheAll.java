package io.hibernateredis.internal.settings;

import jakarta.persistence.Cacheable;
import java.util.Map;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.boot.Metadata;
import org.hibernate.cache.spi.access.AccessType;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.mapping.Any;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.ManyToOne;
import org.hibernate.mapping.OneToMany;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.RootClass;
import org.hibernate.mapping.Value;
import org.jspecify.annotations.Nullable;

/**
 * What is cached in addition to what annotations, mapping files and Hibernate's settings mark as
 * cached.
 */
public enum CacheAll {
    NONE(false, false),
    /** Every entity. */
    ENTITIES(true, false),
    /** Every collection of a cached entity. */
    COLLECTIONS(false, true),
    ALL(true, true);

    private final boolean entities;
    private final boolean collections;

    CacheAll(boolean entities, boolean collections) {
        this.entities = entities;
        this.collections = collections;
    }

    /** Marks the mappings to be cached. Must be called before Hibernate builds the regions. */
    public void mark(Metadata metadata, Map<String, Object> settings) {
        String type = standard(settings).getExternalName();
        if (entities) {
            metadata.getEntityBindings().stream()
                    .filter(CacheAll::isOpenToCaching)
                    .forEach(entity -> mark(entity, type));
        }
        if (collections) {
            for (Collection collection : metadata.getCollectionBindings()) {
                if (collection.getCacheConcurrencyStrategy() == null
                        && collection.getOwner().isCached()
                        && mayHold(metadata, collection.getElement())) {
                    collection.setCacheConcurrencyStrategy(type);
                }
            }
        }
    }

    private static AccessType standard(Map<String, Object> settings) {
        Object value = settings.get(AvailableSettings.DEFAULT_CACHE_CONCURRENCY_STRATEGY);
        AccessType type =
                value instanceof CacheConcurrencyStrategy strategy
                        ? strategy.toAccessType()
                        : value instanceof AccessType access
                                ? access
                                : AccessType.fromExternalName(
                                        value == null ? null : value.toString());
        return type == null ? AccessType.READ_WRITE : type;
    }

    /**
     * Whether no class of the hierarchy is marked; an explicit {@code @Cacheable(false)} is
     * respected.
     */
    private static boolean isOpenToCaching(PersistentClass entity) {
        RootClass root = entity.getRootClass();
        if (root.getCacheConcurrencyStrategy() != null && root.isCached()) {
            return false;
        }
        return declared(entity) == null && declared(root) == null;
    }

    private static @Nullable Object declared(PersistentClass entity) {
        Class<?> type = entity.hasPojoRepresentation() ? entity.getMappedClass() : null;
        if (type == null) {
            return null;
        }
        Cacheable cacheable = type.getAnnotation(Cacheable.class);
        return cacheable == null ? type.getAnnotation(Cache.class) : cacheable;
    }

    private static void mark(PersistentClass entity, String type) {
        RootClass root = entity.getRootClass();
        if (root.getCacheConcurrencyStrategy() == null) {
            root.setCacheConcurrencyStrategy(type);
            root.setLazyPropertiesCacheable(true);
        }
        entity.setCached(true);
    }

    /**
     * Elements that are not cached are loaded one by one after a hit on the collection, which costs
     * more than the hit saves.
     */
    private static boolean mayHold(Metadata metadata, Value element) {
        if (element instanceof Any) {
            return false;
        }
        String name =
                element instanceof OneToMany many
                        ? many.getReferencedEntityName()
                        : element instanceof ManyToOne one ? one.getReferencedEntityName() : null;
        PersistentClass target = name == null ? null : metadata.getEntityBinding(name);
        return name == null || (target != null && target.isCached());
    }
}
