package io.hibernateredis.fuzz;

import org.hibernate.context.spi.CurrentTenantIdentifierResolver;

/**
 * The tenants of a universe whose connections choose their schema by the tenant of this thread, so
 * that neither the mapping nor Hibernate knows who sees which rows.
 */
final class Tenants implements CurrentTenantIdentifierResolver<String> {

    static final String FIRST = "public";
    static final String SECOND = "tenant_b";

    private static final ThreadLocal<String> CURRENT = ThreadLocal.withInitial(() -> FIRST);

    static String current() {
        return CURRENT.get();
    }

    static void enter(String tenant) {
        CURRENT.set(tenant);
    }

    static void leave() {
        CURRENT.remove();
    }

    @Override
    public String resolveCurrentTenantIdentifier() {
        return current();
    }

    @Override
    public boolean validateExistingCurrentSessions() {
        return false;
    }
}
