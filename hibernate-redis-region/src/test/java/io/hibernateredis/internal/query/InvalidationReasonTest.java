package io.hibernateredis.internal.query;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.boot.spi.SessionFactoryOptions;
import org.hibernate.cache.cfg.spi.DomainDataRegionBuildingContext;
import org.hibernate.cache.cfg.spi.DomainDataRegionConfig;
import org.hibernate.cache.spi.DomainDataRegion;
import org.hibernate.cache.spi.support.DomainDataStorageAccess;
import org.hibernate.cache.spi.support.RegionFactoryTemplate;
import org.hibernate.cache.spi.support.StorageAccess;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The reasons that are found on the call stack of the version of Hibernate at run time. */
class InvalidationReasonTest {

    private final List<InvalidationReason> reasons = new ArrayList<>();
    private SessionFactory factory;

    @Entity(name = "Assigned")
    static class Assigned {
        @Id long id;
        String name = "old";
    }

    @Entity(name = "Generated")
    static class Generated {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;
    }

    @BeforeEach
    void start() {
        var configuration = new Configuration();
        configuration.getProperties().put("hibernate.cache.region.factory_class", new Regions());
        configuration
                .setProperty("hibernate.connection.url", "jdbc:h2:mem:reasons")
                .setProperty("hibernate.hbm2ddl.auto", "create-drop")
                .setProperty("hibernate.cache.use_query_cache", "true");
        factory =
                configuration
                        .addAnnotatedClass(Assigned.class)
                        .addAnnotatedClass(Generated.class)
                        .buildSessionFactory();
        factory.inTransaction(session -> session.persist(new Assigned()));
        reasons.clear();
    }

    @AfterEach
    void close() {
        factory.close();
    }

    @Test
    void queuedInsert_isAFlush() {
        factory.inTransaction(
                session -> {
                    var second = new Assigned();
                    second.id = 1;
                    session.persist(second);
                });

        assertThat(reasons)
                .contains(InvalidationReason.FLUSH)
                .endsWith(InvalidationReason.AFTER_COMMIT);
        assertThat(reasons).doesNotContain(InvalidationReason.STATEMENT);
    }

    @Test
    void updateAndDelete_areFlushes() {
        factory.inTransaction(session -> session.find(Assigned.class, 0L).name = "new");
        factory.inTransaction(session -> session.remove(session.find(Assigned.class, 0L)));

        assertThat(reasons).contains(InvalidationReason.FLUSH);
        assertThat(reasons).doesNotContain(InvalidationReason.STATEMENT);
    }

    @Test
    void insertWithAGeneratedId_isAFlush() {
        factory.inTransaction(session -> session.persist(new Generated()));

        assertThat(reasons).contains(InvalidationReason.FLUSH);
        assertThat(reasons).doesNotContain(InvalidationReason.STATEMENT);
    }

    @Test
    void bulkUpdate_isAStatement() {
        factory.inTransaction(
                session ->
                        session.createMutationQuery("update Assigned set name = 'new'")
                                .executeUpdate());

        assertThat(reasons).contains(InvalidationReason.STATEMENT);
        assertThat(reasons).doesNotContain(InvalidationReason.FLUSH);
    }

    @Test
    void nativeUpdate_isAStatement() {
        factory.inTransaction(
                session ->
                        session.createNativeMutationQuery("update Assigned set name = 'new'")
                                .executeUpdate());

        assertThat(reasons).contains(InvalidationReason.STATEMENT);
        assertThat(reasons).doesNotContain(InvalidationReason.FLUSH);
    }

    @Test
    void bulkUpdateOfAStatelessSession_invalidatesNoTable() {
        stateless(
                session ->
                        session.createMutationQuery("update Assigned set name = 'new'")
                                .executeUpdate());

        assertThat(reasons).isEmpty();
    }

    private void stateless(Consumer<StatelessSession> work) {
        try (StatelessSession session = factory.openStatelessSession()) {
            var transaction = session.beginTransaction();
            work.accept(session);
            transaction.commit();
        }
    }

    /** Records the reason of each write to the timestamps region. */
    private final class Regions extends RegionFactoryTemplate {

        private static final long serialVersionUID = 1L;

        @Override
        protected void prepareForUse(
                SessionFactoryOptions settings, Map<String, Object> configValues) {}

        @Override
        protected void releaseFromUse() {}

        @Override
        public DomainDataRegion buildDomainDataRegion(
                DomainDataRegionConfig config, DomainDataRegionBuildingContext context) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected DomainDataStorageAccess createDomainDataStorageAccess(
                DomainDataRegionConfig config, DomainDataRegionBuildingContext context) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected StorageAccess createQueryResultsRegionStorageAccess(
                String regionName, SessionFactoryImplementor sessionFactory) {
            return new Nothing();
        }

        @Override
        protected StorageAccess createTimestampsRegionStorageAccess(
                String regionName, SessionFactoryImplementor sessionFactory) {
            return new Nothing() {
                @Override
                public void putIntoCache(
                        Object key, Object value, SharedSessionContractImplementor session) {
                    reasons.add(InvalidationReason.current());
                }
            };
        }
    }

    private static class Nothing implements StorageAccess {

        @Override
        public Object getFromCache(Object key, SharedSessionContractImplementor session) {
            return null;
        }

        @Override
        public void putIntoCache(
                Object key, Object value, SharedSessionContractImplementor session) {}

        @Override
        public boolean contains(Object key) {
            return false;
        }

        @Override
        public void evictData() {}

        @Override
        public void evictData(Object key) {}

        @Override
        public void release() {}
    }
}
