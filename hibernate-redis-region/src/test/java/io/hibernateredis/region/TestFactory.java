package io.hibernateredis.region;

import io.hibernateredis.internal.codec.CodecFormat;
import io.hibernateredis.internal.entry.EntryCodecs;
import io.hibernateredis.internal.entry.FormedRegionFactory;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.stat.Statistics;

/** A session factory on a database of its own, whose second-level cache keeps formed entries. */
public final class TestFactory implements AutoCloseable {
    public final FormedRegionFactory regions;
    public final SessionFactory factory;

    public TestFactory(CodecFormat format, boolean structured, Class<?>... entities) {
        this(format, Map.of("hibernate.cache.use_structured_entries", structured), entities);
    }

    public TestFactory(CodecFormat format, Map<String, Object> settings, Class<?>... entities) {
        regions = new FormedRegionFactory(format);
        var configuration = new Configuration();
        configuration.getProperties().put("hibernate.cache.region.factory_class", regions);
        configuration
                .setProperty(
                        "hibernate.connection.url",
                        "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1")
                .setProperty("hibernate.hbm2ddl.auto", "create")
                .setProperty(
                        "hibernate.cache.default_cache_concurrency_strategy",
                        "nonstrict-read-write")
                .setProperty("jakarta.persistence.sharedCache.mode", "ALL")
                .setProperty("hibernate.auto_quote_keyword", "true")
                .setProperty("hibernate.generate_statistics", "true");
        configuration
                .getProperties()
                .put("hibernate.type.json_format_mapper", new JacksonFormatMapper());
        configuration.getProperties().putAll(settings);
        for (var entity : entities) {
            configuration.addAnnotatedClass(entity);
        }
        factory = configuration.buildSessionFactory();
    }

    public SessionFactoryImplementor implementor() {
        return factory.unwrap(SessionFactoryImplementor.class);
    }

    public EntryCodecs codecs() {
        return regions.codecs(implementor());
    }

    public Statistics statistics() {
        return factory.getStatistics();
    }

    public void inTransaction(Consumer<Session> work) {
        Cluster.inTransaction(factory, work);
    }

    public <R> R fromDatabase(Function<Session, R> work) {
        return Cluster.fromTransaction(
                factory,
                session -> {
                    Cluster.bypassCache(session);
                    return work.apply(session);
                });
    }

    public <R> R throughCache(Function<Session, R> work) {
        return Cluster.fromTransaction(factory, work);
    }

    @Override
    public void close() {
        factory.close();
    }
}
