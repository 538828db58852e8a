package io.hibernateredis.internal.access;

import io.hibernateredis.internal.entry.CollectionTypes;
import io.hibernateredis.internal.rows.Tenancy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.BasicType;
import org.hibernate.type.CollectionType;
import org.hibernate.type.ComponentType;
import org.hibernate.type.CustomType;
import org.hibernate.type.EntityType;
import org.hibernate.type.Type;
import org.hibernate.type.descriptor.java.TemporalJavaType;

/**
 * Whether a session reads the rows of a role differently from other sessions, and therefore shares
 * no entries with them: because of enabled filters, or because of a time zone of its own.
 * Immutable.
 */
public final class ReaderContext {

    private final List<EntityPersister> filtered;
    private final boolean byKeyAlone;
    private final boolean zoned;

    private ReaderContext(List<EntityPersister> filtered, boolean byKeyAlone, boolean zoned) {
        this.filtered = filtered;
        this.byKeyAlone = byKeyAlone;
        this.zoned = zoned;
    }

    /** For entities that are loaded by id. */
    static ReaderContext ofEntity(EntityPersister root) {
        return of(root, true);
    }

    /** For entities that are loaded by natural id. */
    static ReaderContext ofNaturalId(EntityPersister root) {
        return of(root, false);
    }

    private static ReaderContext of(EntityPersister root, boolean byKeyAlone) {
        List<EntityPersister> hierarchy = new ArrayList<>();
        boolean zoned = isZoned(root.getIdentifierType(), root.getFactory());
        for (String name : root.getSubclassEntityNames()) {
            var persister = root.getFactory().getMappingMetamodel().getEntityDescriptor(name);
            hierarchy.add(persister);
            for (Type type : persister.getPropertyTypes()) {
                zoned |= isZoned(type, root.getFactory());
            }
        }
        return new ReaderContext(hierarchy, byKeyAlone, zoned);
    }

    /** For collections, whose filters Hibernate handles itself. */
    static ReaderContext ofCollection(CollectionPersister persister) {
        SessionFactoryImplementor factory = persister.getFactory();
        boolean zoned =
                isZoned(CollectionTypes.key(persister), factory)
                        || isZoned(CollectionTypes.element(persister), factory)
                        || (persister.hasIndex()
                                && isZoned(CollectionTypes.index(persister), factory));
        return new ReaderContext(List.of(), false, zoned);
    }

    /** Whether values of a type may depend on the time zone; an unknown type may. */
    private static boolean isZoned(Type type, SessionFactoryImplementor factory) {
        if (type instanceof CollectionType) {
            return false;
        }
        if (type instanceof EntityType entity) {
            return isZoned(
                    factory.getMappingMetamodel()
                            .getEntityDescriptor(entity.getAssociatedEntityName())
                            .getIdentifierType(),
                    factory);
        }
        if (type instanceof ComponentType component) {
            for (Type part : component.getSubtypes()) {
                if (isZoned(part, factory)) {
                    return true;
                }
            }
            return false;
        }
        return !(type instanceof BasicType<?> basic)
                || type instanceof CustomType
                || basic.getJdbcType().isTemporal()
                || basic.getJavaTypeDescriptor() instanceof TemporalJavaType;
    }

    boolean differsFor(SharedSessionContractImplementor session) {
        return (zoned && hasOwnZone(session)) || isFiltered(session.getLoadQueryInfluencers());
    }

    private boolean isFiltered(LoadQueryInfluencers influencers) {
        if (!influencers.hasEnabledFilters()
                || isTenantAlone(influencers.getEnabledFilterNames())) {
            return false;
        }
        for (EntityPersister persister : filtered) {
            if (persister.isAffectedByEnabledFilters(influencers, byKeyAlone)) {
                return true;
            }
        }
        return false;
    }

    /** The tenant is part of the key, so its filter makes no difference. */
    private static boolean isTenantAlone(Set<String> filters) {
        return filters.size() == 1 && filters.contains(Tenancy.FILTER);
    }

    /** Whether a session uses another JDBC time zone than its session factory. */
    public static boolean hasOwnZone(SharedSessionContractImplementor session) {
        return !Objects.equals(
                session.getJdbcTimeZone(),
                session.getFactory().getSessionFactoryOptions().getJdbcTimeZone());
    }
}
