package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import jakarta.persistence.criteria.Join;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.BatchSize;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.graph.GraphSemantic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A query may initialize a collection with a part of it, which is for its session alone. */
class PartialCollectionIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Volume.class, Page.class);

    @Entity(name = "Volume")
    @Table(name = "volume")
    @Cacheable
    static class Volume {
        @Id Long id;

        @OneToMany(mappedBy = "volume")
        @BatchSize(size = 5)
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Page> pages = new HashSet<>();
    }

    @Entity(name = "Page")
    @Table(name = "page")
    @Cacheable
    static class Page {
        @Id Long id;
        @ManyToOne Volume volume;
    }

    SessionFactory member;

    @BeforeEach
    void start() {
        SessionFactory writer = cluster.join();
        inTransaction(
                writer,
                session -> {
                    for (long id = 1; id <= 3; id++) {
                        var volume = new Volume();
                        volume.id = id;
                        session.persist(volume);
                        for (long number = 0; number < 2 && id < 3; number++) {
                            var page = new Page();
                            page.id = 10 * id + number;
                            page.volume = volume;
                            session.persist(page);
                        }
                    }
                });
        member = cluster.join(Map.of("hibernate.cache.redis.snapshot", "statement"));
        Board.awaitSeen(member, writer);
    }

    @Test
    void partThatAQueryFetched_isNotWhatOthersRead() {
        assertWhole(
                session ->
                        session.createQuery(
                                        "select v from Volume v join fetch v.pages p"
                                                + " where p.id = 10",
                                        Volume.class)
                                .list());
        assertWhole(
                session -> {
                    var builder = session.getCriteriaBuilder();
                    var query = builder.createQuery(Volume.class);
                    var volume = query.from(Volume.class);
                    var pages = (Join<?, ?>) volume.fetch("pages");
                    query.where(builder.equal(pages.get("id"), 10L));
                    session.createQuery(query).list();
                });
        assertWhole(
                session ->
                        session.createNativeQuery(
                                        "select {v.*}, {p.*} from volume v join page p"
                                                + " on p.volume_id = v.id where p.id = 10",
                                        Object[].class)
                                .addEntity("v", Volume.class)
                                .addJoin("p", "v.pages")
                                .list());
        assertWhole(
                session -> {
                    try (var rows =
                            session.createQuery(
                                            "select v from Volume v left join fetch v.pages p"
                                                    + " where p.id is null or p.id = 10",
                                            Volume.class)
                                    .scroll()) {
                        while (rows.next()) {
                            assertThat(Hibernate.isInitialized(rows.get().pages)).isTrue();
                        }
                    }
                });
    }

    @Test
    void collectionThatALoaderLoaded_isCached() {
        assertCached(session -> Hibernate.initialize(session.find(Volume.class, 1L).pages));
        assertCached(
                session -> {
                    // Those of the others come with it, in one batch.
                    var all = session.createQuery("from Volume", Volume.class).list();
                    Hibernate.initialize(all.get(2).pages);
                });
        assertCached(
                session -> {
                    var graph = session.createEntityGraph(Volume.class);
                    graph.addSubgraph("pages");
                    session.find(
                            Volume.class,
                            1L,
                            Map.of(GraphSemantic.FETCH.getJakartaHintName(), graph));
                });
        assertCached(
                session ->
                        // Loaded while a query is being read, and not by it.
                        session.createQuery("from Volume where id = 1", Volume.class)
                                .setTupleTransformer(
                                        (tuple, aliases) -> {
                                            Hibernate.initialize(((Volume) tuple[0]).pages);
                                            return tuple[0];
                                        })
                                .list());
    }

    @Test
    void emptyCollection_isCached() {
        fromTransaction(member, session -> session.find(Volume.class, 3L).pages.size());
        assertThat(
                        statements(
                                member,
                                () ->
                                        fromTransaction(
                                                member,
                                                session ->
                                                        session.find(Volume.class, 3L)
                                                                .pages
                                                                .size())))
                .isZero();
    }

    private void assertWhole(Consumer<Session> query) {
        member.getCache().evictAllRegions();
        inTransaction(member, query);
        assertThat(pages()).containsExactly(10L, 11L);
    }

    private void assertCached(Consumer<Session> load) {
        member.getCache().evictAllRegions();
        inTransaction(member, load);
        assertThat(member.getCache().containsCollection(Volume.class.getName() + ".pages", 1L))
                .isTrue();
        assertThat(pages()).containsExactly(10L, 11L);
    }

    private Set<Long> pages() {
        return fromTransaction(
                member,
                session ->
                        session.find(Volume.class, 1L).pages.stream()
                                .map(page -> page.id)
                                .collect(Collectors.toCollection(TreeSet::new)));
    }
}
