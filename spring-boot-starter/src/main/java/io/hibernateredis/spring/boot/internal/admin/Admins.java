package io.hibernateredis.spring.boot.internal.admin;

import io.hibernateredis.admin.CacheAdmin;
import io.hibernateredis.admin.InvalidRequestException;
import io.hibernateredis.region.RedisRegionFactory;
import jakarta.persistence.EntityManagerFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * The caches of the application, by the names of their entity manager factories. Regions are
 * counted from the start of the application if an endpoint or a page asks, else not at all.
 * Thread-safe.
 */
public final class Admins implements SmartInitializingSingleton {

    private final Supplier<Map<String, EntityManagerFactory>> factories;
    private final boolean hotKeys;
    private volatile boolean used;
    private @Nullable Map<String, CacheAdmin> all;

    /**
     * @param factories is asked once they are complete
     * @param hotKeys whether a sample of lookups is counted
     */
    public Admins(Supplier<Map<String, EntityManagerFactory>> factories, boolean hotKeys) {
        this.factories = factories;
        this.hotKeys = hotKeys;
    }

    /** There will be questions. */
    public Admins used() {
        used = true;
        return this;
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (used || hotKeys) {
            all();
        }
    }

    private synchronized Map<String, CacheAdmin> all() {
        Map<String, CacheAdmin> known = all;
        if (known == null) {
            known = found();
            all = known;
        }
        return known;
    }

    private Map<String, CacheAdmin> found() {
        Map<String, CacheAdmin> found = new TreeMap<>();
        factories
                .get()
                .forEach(
                        (name, factory) -> {
                            var sessionFactory = factory.unwrap(SessionFactory.class);
                            if (RedisRegionFactory.of(sessionFactory) != null) {
                                found.put(name, begun(CacheAdmin.of(sessionFactory)));
                            }
                        });
        return Collections.unmodifiableMap(found);
    }

    private CacheAdmin begun(CacheAdmin admin) {
        if (hotKeys) {
            admin.by("hibernate-redis.admin.hot-keys").countHotKeys(true);
        }
        return admin;
    }

    /** The names. */
    public List<String> names() {
        return new ArrayList<>(all().keySet());
    }

    /**
     * One of them.
     *
     * @param name null for the only one, or the first
     * @throws InvalidRequestException if there is none of that name
     */
    public CacheAdmin named(@Nullable String name) {
        Map<String, CacheAdmin> known = all();
        CacheAdmin admin =
                name == null ? known.values().stream().findFirst().orElse(null) : known.get(name);
        if (admin == null) {
            throw new InvalidRequestException(
                    "factory",
                    name == null ? "" : name,
                    "must be an entity manager factory that is cached in Redis: "
                            + String.join(", ", known.keySet()));
        }
        return admin;
    }
}
