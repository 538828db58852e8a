package io.hibernateredis.internal.boot;

import io.hibernateredis.internal.log.RegionLog;
import java.io.Serializable;
import org.hibernate.boot.Metadata;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.IndexedCollection;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.RootClass;
import org.hibernate.mapping.Value;
import org.hibernate.type.BasicType;
import org.hibernate.type.descriptor.java.ImmutableMutabilityPlan;
import org.jspecify.annotations.Nullable;

/**
 * Excludes from caching what Hibernate cannot disassemble. Hibernate casts immutable values, such
 * as records that are converted or mapped to JSON, to {@link Serializable} before it calls the
 * cache, and fails.
 */
final class UncacheableMappings {

    private UncacheableMappings() {}

    /** Must be called before Hibernate builds the regions. */
    static void exclude(Metadata metadata) {
        for (PersistentClass entity : metadata.getEntityBindings()) {
            RootClass root = entity.getRootClass();
            String attribute =
                    entity.isCached() || root.isCached() ? uncacheableAttribute(entity) : null;
            if (attribute != null) {
                RegionLog.notCached(root.getEntityName(), reason(attribute));
                for (PersistentClass each : metadata.getEntityBindings()) {
                    if (each.getRootClass() == root) {
                        each.setCached(false);
                    }
                }
                root.setNaturalIdCacheRegionName(null);
            }
        }
        for (Collection collection : metadata.getCollectionBindings()) {
            if (collection.getCacheConcurrencyStrategy() != null
                    && (isUncacheable(collection.getElement())
                            || (collection instanceof IndexedCollection indexed
                                    && isUncacheable(indexed.getIndex())))) {
                RegionLog.notCached(collection.getRole(), reason("element or index"));
                collection.setCacheConcurrencyStrategy(null);
            }
        }
    }

    private static String reason(String attribute) {
        return attribute
                + " is of, or converted to or from, a class that Hibernate does not disassemble,"
                + " and that is not Serializable";
    }

    private static @Nullable String uncacheableAttribute(PersistentClass entity) {
        for (Property property : entity.getPropertyClosure()) {
            if (isUncacheable(property.getValue())) {
                return "attribute " + property.getName();
            }
        }
        return entity.getIdentifier() != null && isUncacheable(entity.getIdentifier())
                ? "its id"
                : null;
    }

    private static boolean isUncacheable(@Nullable Value value) {
        if (value instanceof Component component) {
            return component.getProperties().stream()
                    .anyMatch(part -> isUncacheable(part.getValue()));
        }
        if (value == null || !value.isSimpleValue()) {
            return false;
        }
        return value.getType() instanceof BasicType<?> type && isUncacheable(type);
    }

    private static boolean isUncacheable(BasicType<?> type) {
        var javaType = type.getJavaTypeDescriptor();
        var plan = javaType.getMutabilityPlan();
        Class<?> cached = javaType.getJavaTypeClass();
        return (type.getValueConverter() != null || plan instanceof ImmutableMutabilityPlan<?>)
                && !plan.isMutable()
                && !cached.isInterface()
                && !cached.isPrimitive()
                && !Serializable.class.isAssignableFrom(cached);
    }
}
