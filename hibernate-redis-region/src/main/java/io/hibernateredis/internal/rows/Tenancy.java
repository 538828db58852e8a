package io.hibernateredis.internal.rows;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.boot.Metadata;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.ManyToOne;
import org.hibernate.mapping.OneToMany;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Table;
import org.hibernate.mapping.Value;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are visible to which tenants, according to the mapping. Immutable.
 *
 * <p>Hibernate makes the tenant part of every cache key, even for rows that tenants share. Without
 * this class, a write by one tenant would leave another tenant's entry stale.
 */
public final class Tenancy {

    /** Which tenants see the rows of a role. */
    public enum Rows {
        /** All tenants see the same rows: the tenant is not part of the key. */
        SHARED,
        /** Each tenant has its own rows. */
        OWN,
        /**
         * Tenants see different subsets of rows that are, or may be, shared: the tenant is part of
         * the key, and each write clears the role.
         */
        MIXED
    }

    /** Hibernate's filter for {@code @TenantId}. */
    public static final String FILTER = "_tenantId";

    private final SessionFactoryImplementor sessionFactory;
    private final boolean used;
    private final Map<String, Rows> byRole;

    private Tenancy(
            SessionFactoryImplementor sessionFactory, boolean used, Map<String, Rows> byRole) {
        this.sessionFactory = sessionFactory;
        this.used = used;
        this.byRole = byRole;
    }

    public static Tenancy of(Metadata metadata, SessionFactoryImplementor sessionFactory) {
        var options = sessionFactory.getSessionFactoryOptions();
        boolean separate =
                options.isMultiTenancyEnabled() || options.getTenantSchemaMapper() != null;
        Set<String> bound = new HashSet<>();
        for (PersistentClass entity : metadata.getEntityBindings()) {
            List<?> filters = entity.getFilters();
            if (filters.stream().anyMatch(Tenancy::isOfTenants)) {
                bound.add(entity.getRootClass().getEntityName());
            }
        }
        // Tenants that are separated neither by the mapping nor by Hibernate are separated by the
        // data source or the database, so it is unknown which rows they share.
        boolean unproven =
                !separate
                        && (bound.isEmpty()
                                ? options.getCurrentTenantIdentifierResolver() != null
                                : hasCredentialsOfTenants(sessionFactory));
        Rows others = unproven ? Rows.MIXED : Rows.SHARED;
        Map<String, Rows> byRole = new HashMap<>();
        for (PersistentClass entity : metadata.getEntityBindings()) {
            String root = entity.getRootClass().getEntityName();
            Rows rows =
                    separate
                            ? withSchemaPerTenant(entity.getTableClosure())
                            : bound.contains(root) ? Rows.OWN : others;
            byRole.merge(root, rows, (one, other) -> one == Rows.MIXED ? one : other);
        }
        for (Collection collection : metadata.getCollectionBindings()) {
            byRole.put(
                    collection.getRole(),
                    separate
                            ? withSchemaPerTenant(List.of(collection.getCollectionTable()))
                            : withSharedSchema(metadata, collection, bound, others));
        }
        boolean used = separate || unproven || !bound.isEmpty();
        return new Tenancy(sessionFactory, used, Map.copyOf(byRole));
    }

    /** Checks a setting that exists since Hibernate 7.3. */
    private static boolean hasCredentialsOfTenants(SessionFactoryImplementor sessionFactory) {
        return sessionFactory
                .getProperties()
                .containsKey("hibernate.multi_tenant.credentials_mapper");
    }

    /** By reflection, because the class of filters moved to another package in Hibernate 7.2. */
    private static boolean isOfTenants(Object filter) {
        try {
            return FILTER.equals(filter.getClass().getMethod("getName").invoke(filter));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A table with an explicit schema is the same table for all tenants' schemas. */
    private static Rows withSchemaPerTenant(List<Table> tables) {
        boolean qualified =
                tables.stream()
                        .anyMatch(table -> table.getSchema() != null || table.getCatalog() != null);
        return qualified ? Rows.MIXED : Rows.OWN;
    }

    private static Rows withSharedSchema(
            Metadata metadata, Collection collection, Set<String> bound, Rows others) {
        if (bound.contains(collection.getOwner().getRootClass().getEntityName())) {
            return Rows.OWN;
        }
        String element = elementOf(collection.getElement());
        PersistentClass target = element == null ? null : metadata.getEntityBinding(element);
        return target != null && bound.contains(target.getRootClass().getEntityName())
                ? Rows.MIXED
                : others;
    }

    private static @Nullable String elementOf(Value element) {
        if (element instanceof OneToMany many) {
            return many.getReferencedEntityName();
        }
        return element instanceof ManyToOne one ? one.getReferencedEntityName() : null;
    }

    /** Whether there are tenants at all. */
    public boolean isUsed() {
        return used;
    }

    public Rows of(String role) {
        return byRole.getOrDefault(role, used ? Rows.MIXED : Rows.SHARED);
    }

    /**
     * Whether a session sees other rows than the entries hold: those of all tenants, or, if no
     * tenancy was known when the session factory was built, those of one tenant.
     */
    public boolean isOutside(SharedSessionContractImplementor session) {
        Object tenant = session.getTenantIdentifierValue();
        if (!used || tenant == null) {
            return tenant != null;
        }
        var resolver = sessionFactory.getCurrentTenantIdentifierResolver();
        return resolver != null && resolver.isRoot(tenant);
    }
}
