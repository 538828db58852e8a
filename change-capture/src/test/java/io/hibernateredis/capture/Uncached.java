package io.hibernateredis.capture;

import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;

/** What lies in the database. */
final class Uncached {

    private Uncached() {}

    static SessionFactory join(CaptureRig rig) {
        var builder =
                new StandardServiceRegistryBuilder()
                        .applySetting("hibernate.connection.url", rig.url())
                        .applySetting("hibernate.cache.use_second_level_cache", false)
                        .applySetting("hibernate.cache.use_query_cache", false);
        var sources = new MetadataSources(builder.build());
        for (Class<?> entity : Depot.ENTITIES) {
            sources.addAnnotatedClass(entity);
        }
        return sources.buildMetadata().buildSessionFactory();
    }

    static Map<String, Object> read(CaptureRig rig, long first, long last) {
        try (SessionFactory factory = join(rig)) {
            return CaptureRig.read(factory, first, last);
        }
    }
}
