package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.roundTrips;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.region.Board.Project;
import io.hibernateredis.region.Board.Task;
import io.hibernateredis.region.Board.User;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.hibernate.cache.spi.CacheImplementor;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Names of regions, and what clears them. */
class RegionsIT {

    private static final String SHARED = "shared region";

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(
                    REDIS,
                    Stream.of(Board.ENTITIES, new Class<?>[] {Product.class, Person.class})
                            .flatMap(Stream::of)
                            .toArray(Class<?>[]::new));

    SessionFactory one;
    SessionFactory other;

    @BeforeEach
    void start() {
        one = cluster.join();
        other = cluster.join();
        inTransaction(
                one,
                session -> {
                    var project = new Project(1, "p");
                    session.persist(project);
                    session.persist(new Task(1, "t", project));
                    session.persist(new User(1, "ann@example.org", "Ann"));
                    session.persist(new Product(1, "product"));
                    session.persist(new Person(1, "person"));
                });
        Board.awaitSeen(other, one);
    }

    @Test
    void rolesAndQueriesOfOneRegion_withTheSameIds_areKeptApart() {
        for (SessionFactory member : List.of(one, other, one)) {
            assertThat(productAndPersonSeenBy(member))
                    .isEqualTo("product[product]1 person[person]1 [product] [person]");
        }
        assertThat(statements(other, () -> productAndPersonSeenBy(other))).isZero();
    }

    @Test
    void region_isKnownByTheNameItWasAskedFor() {
        var prefixed = cluster.join(Map.of(AvailableSettings.CACHE_REGION_PREFIX, "app"));
        CacheImplementor cache = prefixed.unwrap(SessionFactoryImplementor.class).getCache();
        queryIn(prefixed, "queries");

        assertThat(cache.getCacheRegionNames())
                .contains(SHARED, "queries", "default-query-results-region");
        for (String name : cache.getCacheRegionNames()) {
            assertThat(cache.getRegion(name).getName()).isEqualTo(name);
        }
    }

    @Test
    void membersOfDifferentPrefixesOrNamespaces_neverMeet() {
        List<SessionFactory> strangers =
                List.of(
                        cluster.join(Map.of(AvailableSettings.CACHE_REGION_PREFIX, "one")),
                        cluster.join(Map.of(AvailableSettings.CACHE_REGION_PREFIX, "two")),
                        cluster.join(Map.of("hibernate.cache.redis.namespace", "elsewhere")));
        productAndPersonSeenBy(one);
        for (SessionFactory stranger : strangers) {
            assertThat(statements(stranger, () -> productAndPersonSeenBy(stranger))).isPositive();
            assertThat(statements(stranger, () -> productAndPersonSeenBy(stranger))).isZero();
        }
        one.getCache().evictAllRegions();
        for (SessionFactory stranger : strangers) {
            assertThat(statements(stranger, () -> productAndPersonSeenBy(stranger))).isZero();
        }
        assertThat(REDIS.admin().keys("{elsewhere:0}*")).isNotEmpty();
    }

    @Test
    void queryRegions_createdByManyThreadsAtOnce_allCache() throws Exception {
        var threads = Executors.newFixedThreadPool(8);
        var together = new CyclicBarrier(8);
        try {
            Callable<Object> query =
                    () -> {
                        together.await();
                        for (int i = 0; i < 10; i++) {
                            queryIn(one, "lazy" + i);
                        }
                        return true;
                    };
            for (var done : threads.invokeAll(java.util.Collections.nCopies(8, query))) {
                done.get();
            }
        } finally {
            threads.shutdown();
        }
        for (int i = 0; i < 10; i++) {
            String region = "lazy" + i;
            assertThat(statements(one, () -> queryIn(one, region))).isZero();
            one.getCache().evictQueryRegion(region);
            assertThat(statements(one, () -> queryIn(one, region))).isEqualTo(1);
        }
    }

    @Test
    void evictionOfOne_isSeenByTheOtherAtOnce_andNeedsOneRoundTrip() {
        Map<String, Runnable> evictions =
                Map.of(
                        "an entity", () -> one.getCache().evictEntityData(Product.class, 1L),
                        "by an id of another type", () -> one.getCache().evict(Product.class, 1),
                        "its class", () -> one.getCache().evict(Product.class),
                        "a collection",
                                () ->
                                        one.getCache()
                                                .evictCollectionData(
                                                        Product.class.getName() + ".labels", 1L),
                        "a role",
                                () ->
                                        one.getCache()
                                                .evictCollectionData(
                                                        Product.class.getName() + ".labels"),
                        "natural ids", () -> one.getCache().evictNaturalIdData(Product.class),
                        "the region", () -> one.getCache().evictRegion(SHARED));
        evictions.forEach(
                (what, eviction) -> {
                    cacheWhatWasEvicted();
                    assertThat(statements(other, () -> productAndPersonSeenBy(other)))
                            .as("cached before eviction of %s", what)
                            .isZero();
                    assertThat(roundTrips(one, eviction)).as(what).isEqualTo(1);
                    assertThat(statements(other, () -> productAndPersonSeenBy(other)))
                            .as("statements after eviction of %s", what)
                            .isPositive();
                });
    }

    @Test
    void evictionOfAllRegions_isSeenByTheOtherAtOnce() {
        for (Runnable eviction :
                List.<Runnable>of(
                        () -> one.getCache().evictAllRegions(),
                        () -> one.getCache().evictAll(),
                        () -> one.getCache().evictQueryRegions(),
                        () -> one.getCache().evictCollectionData(),
                        () -> one.getCache().evictNaturalIdData())) {
            cacheWhatWasEvicted();
            assertThat(statements(other, () -> productAndPersonSeenBy(other))).isZero();
            eviction.run();
            assertThat(statements(other, () -> productAndPersonSeenBy(other))).isPositive();
        }
    }

    @Test
    void queryRegionThatOnlyOneMemberKnows_isClearedByAllOfTheOthersEvictions() {
        for (Runnable eviction :
                List.<Runnable>of(
                        () -> one.getCache().evictQueryRegion("named"),
                        () -> one.getCache().evictQueryRegions(),
                        () -> one.getCache().evictAllRegions())) {
            Board.awaitSeen(other, one);
            queryIn(other, "named");
            assertThat(statements(other, () -> queryIn(other, "named"))).isZero();
            eviction.run();
            assertThat(statements(other, () -> queryIn(other, "named"))).isEqualTo(1);
        }
        Board.awaitSeen(other, one);
        queryIn(other, SHARED);
        assertThat(statements(other, () -> queryIn(other, SHARED))).isZero();
        one.getCache().evictRegion(SHARED);
        assertThat(statements(other, () -> queryIn(other, SHARED))).isEqualTo(1);
    }

    @Test
    void contains_tellsWhatIsCachedByAnyMember() {
        one.getCache().evictAllRegions();
        Board.awaitSeen(other, one);
        String labels = Product.class.getName() + ".labels";
        assertThat(one.getCache().containsEntity(Product.class, 1L)).isFalse();
        assertThat(one.getCache().containsCollection(labels, 1L)).isFalse();

        productAndPersonSeenBy(other);

        assertThat(one.getCache().containsEntity(Product.class, 1L)).isTrue();
        assertThat(one.getCache().containsEntity(Product.class, 2L)).isFalse();
        assertThat(one.getCache().containsCollection(labels, 1L)).isTrue();
        one.getCache().evictCollectionData(labels, 1L);
        assertThat(other.getCache().containsCollection(labels, 1L)).isFalse();
    }

    private void cacheWhatWasEvicted() {
        Board.awaitSeen(other, one);
        // For some seconds a member may take what it put itself to be there yet, until it asks.
        productAndPersonSeenBy(other);
        productAndPersonSeenBy(other);
    }

    private static List<String> queryIn(SessionFactory factory, String region) {
        return fromTransaction(
                factory,
                session ->
                        session.createSelectionQuery("select title from Task", String.class)
                                .setCacheable(true)
                                .setCacheRegion(region)
                                .list());
    }

    private static String productAndPersonSeenBy(SessionFactory factory) {
        return fromTransaction(
                factory,
                session -> {
                    var product = session.bySimpleNaturalId(Product.class).load("product");
                    var person = session.bySimpleNaturalId(Person.class).load("person");
                    return product.name
                            + product.labels
                            + product.id
                            + " "
                            + person.name
                            + person.labels
                            + person.id
                            + " "
                            + session.createSelectionQuery("select name from Product", String.class)
                                    .setCacheable(true)
                                    .setCacheRegion(SHARED)
                                    .list()
                            + " "
                            + session.createSelectionQuery("select name from Person", String.class)
                                    .setCacheable(true)
                                    .setCacheRegion(SHARED)
                                    .list();
                });
    }

    @Entity(name = "Product")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = SHARED)
    @NaturalIdCache(region = SHARED)
    static class Product {
        @Id Long id;
        @NaturalId String name;

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = SHARED)
        List<String> labels = new ArrayList<>();

        Product() {}

        Product(long id, String name) {
            this.id = id;
            this.name = name;
            labels.add(name);
        }
    }

    @Entity(name = "Person")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = SHARED)
    @NaturalIdCache(region = SHARED)
    static class Person {
        @Id Long id;
        @NaturalId String name;

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = SHARED)
        List<String> labels = new ArrayList<>();

        Person() {}

        Person(long id, String name) {
            this.id = id;
            this.name = name;
            labels.add(name);
        }
    }
}
