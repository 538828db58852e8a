package io.hibernateredis.internal.session;

import java.util.concurrent.atomic.AtomicBoolean;
import org.hibernate.CacheMode;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.AnyType;
import org.hibernate.type.ComponentType;
import org.hibernate.type.EntityType;
import org.hibernate.type.OneToOneType;
import org.hibernate.type.SpecialOneToOneType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * Prevents puts of what a stateless session loads, where Hibernate could not disassemble it: it
 * mistakes a reference to an unloaded versioned entity for a reference to a transient one, and
 * fails the load before it calls the cache. Thread-safe.
 */
public final class StatelessLoads {

    private volatile @Nullable Boolean mayFail;

    /**
     * Disables puts for a session.
     *
     * @return the previous cache mode, or null if it is unchanged
     */
    @Nullable CacheMode withhold(SharedSessionContractImplementor session) {
        CacheMode mode = session.getCacheMode();
        if (!(session instanceof StatelessSession)
                || !mode.isPutEnabled()
                || !mayFail(session.getFactory())) {
            return null;
        }
        session.setCacheMode(withoutPuts(mode));
        return mode;
    }

    static CacheMode withoutPuts(CacheMode mode) {
        return mode.isGetEnabled() ? CacheMode.GET : CacheMode.IGNORE;
    }

    private boolean mayFail(SessionFactoryImplementor factory) {
        Boolean known = mayFail;
        if (known == null) {
            var found = new AtomicBoolean();
            factory.getMappingMetamodel()
                    .forEachEntityDescriptor(
                            entity -> {
                                if (mayFail(entity, factory)) {
                                    found.set(true);
                                }
                            });
            known = found.get();
            mayFail = known;
        }
        return known;
    }

    private static boolean mayFail(EntityPersister persister, SessionFactoryImplementor factory) {
        return persister.canWriteToCache()
                && (mayFail(persister.getIdentifierType(), factory)
                        || mayFail(persister.getPropertyTypes(), factory));
    }

    private static boolean mayFail(Type[] types, SessionFactoryImplementor factory) {
        for (Type type : types) {
            if (mayFail(type, factory)) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayFail(Type type, SessionFactoryImplementor factory) {
        if (type instanceof ComponentType component) {
            return mayFail(component.getSubtypes(), factory);
        }
        if (type instanceof AnyType) {
            return true;
        }
        if (!(type instanceof EntityType reference)
                || (type instanceof OneToOneType && !(type instanceof SpecialOneToOneType))) {
            return false;
        }
        EntityPersister target =
                factory.getMappingMetamodel()
                        .getEntityDescriptor(reference.getAssociatedEntityName());
        return target.isVersioned();
    }
}
