package io.hibernateredis.query;

import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.roundTrips;
import static io.hibernateredis.region.Cluster.statements;
import static io.hibernateredis.region.Cluster.whenARowIsLoaded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.hibernateredis.admin.CacheAdmin;
import io.hibernateredis.admin.SeenQuery;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.query.Library.Book;
import io.hibernateredis.query.Library.Loan;
import io.hibernateredis.query.internal.identity.QueryHint;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.event.spi.EventType;
import org.hibernate.query.Query;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@NeedsModule
class QueryCacheIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Library.ENTITIES);

    SessionFactory factory;
    QueryCache queries;

    @BeforeEach
    void start() {
        factory = cluster.join();
        queries = QueryCache.of(factory);
        Library.fill(factory);
    }

    private static Query<Book> books(Session session) {
        return session.createQuery("from Book where author.id = :author", Book.class)
                .setParameter("author", 1L)
                .setCacheable(true);
    }

    private static Query<Book> tagged(Session session) {
        return books(session)
                .setComment(CacheHint.ttl(Duration.ofMinutes(5)).tags("shelf:1").toString());
    }

    private List<Book> readBooks() {
        return Cluster.fromTransaction(factory, session -> books(session).list());
    }

    private long statementsOf(Function<Session, Query<?>> query) {
        return statements(
                factory, () -> inTransaction(factory, session -> query.apply(session).list()));
    }

    @Test
    void explanation_tellsKeyAndWhatTheResultDependsOn_andAsksNobody() {
        Explanation explanation =
                factory.fromSession(session -> queries.explain(books(session)).get(0));

        assertThat(explanation.whyNotCacheable()).isNull();
        assertThat(explanation.key()).startsWith("default-query-results-region#?query#");
        assertThat(explanation.rowGroups())
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("Book: author_id = 1 (looks at ");
        assertThat(explanation.widened()).isEmpty();
        assertThat(statements(factory, () -> factory.inSession(s -> queries.explain(books(s)))))
                .isZero();
        assertThat(roundTrips(factory, () -> factory.inSession(s -> queries.explain(books(s)))))
                .isZero();
        assertThat(statementsOf(QueryCacheIT::books)).as("nothing was cached").isPositive();
    }

    @Test
    void admin_explainsWhatWasLookedUp() {
        readBooks();
        readBooks();
        SeenQuery seen = CacheAdmin.of(factory).queries(1).get(0);
        assertThat(seen.rowGroups())
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("Book: by author_id (looks at ");
        assertThat(seen.widened()).isEmpty();
        assertThat(seen.hits()).isEqualTo(1);
        assertThat(seen.misses()).isEqualTo(1);
    }

    @Test
    void explanation_ofAWidenedTable_andOfWhatIsNotCached_tellsWhy() {
        factory.inSession(
                session -> {
                    assertThat(
                                    queries.explain(
                                                    session.createQuery(
                                                            "from Book where pages > 3",
                                                            Book.class))
                                            .get(0)
                                            .widened())
                            .containsOnlyKeys("Book");
                    assertThat(
                                    queries.explain(
                                                    session.createNativeQuery(
                                                            "select 1 from Book", Object.class))
                                            .get(0)
                                            .whyNotCacheable())
                            .contains("tables");
                    assertThat(
                                    queries.explain(
                                                    session.createNativeQuery(
                                                                    "select random_uuid() from"
                                                                            + " Book",
                                                                    Object.class)
                                                            .addSynchronizedEntityClass(Book.class))
                                            .get(0)
                                            .whyNotCacheable())
                            .contains("random_uuid");
                    assertThat(
                                    queries.explain(books(session).setComment("cache(ttl=soon)"))
                                            .get(0)
                                            .whyNotCacheable())
                            .contains("duration");
                });
    }

    @Test
    void explanation_leavesPendingChangesAlone() {
        inTransaction(
                factory,
                session -> {
                    session.find(Book.class, 101L).title = "pending";
                    assertThat(statements(factory, () -> queries.explain(books(session)))).isZero();
                });
    }

    @Test
    void evictedQuery_isAMiss_andOthersAreNot() {
        statementsOf(QueryCacheIT::books);
        statementsOf(session -> books(session).setMaxResults(3));
        factory.inSession(session -> queries.evict(books(session)));

        assertThat(statementsOf(QueryCacheIT::books)).isPositive();
        assertThat(statementsOf(session -> books(session).setMaxResults(3))).isZero();
    }

    @Test
    void evictedTag_makesItsQueriesAMiss_onEveryJvm() {
        SessionFactory other = cluster.join();
        statementsOf(QueryCacheIT::tagged);
        assertThat(statementsOf(QueryCacheIT::tagged)).isZero();
        assertThat(roundTrips(other, () -> QueryCache.of(other).evictTagged("shelf:1", "x")))
                .isEqualTo(1);

        assertThat(statementsOf(QueryCacheIT::tagged)).isPositive();
    }

    @Test
    void evictedRegion_forgetsItsResults() {
        statementsOf(session -> books(session).setCacheRegion("mine"));
        statementsOf(QueryCacheIT::books);
        queries.evictRegion("mine");

        assertThat(statementsOf(session -> books(session).setCacheRegion("mine"))).isPositive();
        assertThat(statementsOf(QueryCacheIT::books)).isZero();
    }

    @Test
    void ttlOfAQuery_isThatOfItsEntry() {
        statementsOf(QueryCacheIT::tagged);
        String key = factory.fromSession(s -> queries.explain(tagged(s)).get(0).key());

        assertThat(REDIS.admin().pttl("{hr:0}e:" + key))
                .isBetween(1L, Duration.ofMinutes(5).toMillis());
    }

    @Test
    void statistics_countByRegion() {
        statementsOf(QueryCacheIT::books);
        statementsOf(QueryCacheIT::books);
        inTransaction(
                factory, s -> s.createMutationQuery("update Book set pages = 1").executeUpdate());
        statementsOf(QueryCacheIT::books);
        statementsOf(
                s ->
                        s.createQuery("from Book", Book.class)
                                .setCacheable(true)
                                .setCacheRegion("all"));

        Map<String, QueryStatistics> statistics = queries.statistics();
        assertThat(statistics).containsOnlyKeys("default-query-results-region", "all");
        QueryStatistics counts = statistics.get("default-query-results-region");
        assertThat(counts.hits()).isEqualTo(1);
        assertThat(counts.misses()).isEqualTo(2);
        assertThat(counts.stale()).isEqualTo(1);
        assertThat(statistics.get("all").widened()).containsEntry("UNCONSTRAINED", 1L);
    }

    @Test
    void statistics_countTheResultThatIsRefused_forWhatItReadWasWrittenMeanwhile() {
        whenARowIsLoaded(
                factory,
                () ->
                        inTransaction(
                                cluster.join(),
                                session -> session.find(Book.class, 101L).title = "meanwhile"));
        statementsOf(QueryCacheIT::books);

        var counts = queries.statistics().get("default-query-results-region");
        assertThat(counts.refused()).isEqualTo(1);
        assertThat(statementsOf(QueryCacheIT::books)).isPositive();
        counts = queries.statistics().get("default-query-results-region");
        assertThat(counts.refused()).isEqualTo(1);
        assertThat(counts.misses()).isEqualTo(2);
    }

    @Test
    void writeThatTellsOnlyTheKindOfATag_makesTheQueriesThatHaveItAMiss_andNoOthers() {
        Function<Session, Query<?>> other =
                session -> books(session).setComment(CacheHint.tagged("box:1").toString());
        statementsOf(QueryCacheIT::tagged);
        statementsOf(other);
        inTransaction(
                cluster.join(),
                session ->
                        Cluster.cache(session.getSessionFactory())
                                .queryResults()
                                .unitOf(session.unwrap(SessionImplementor.class))
                                .invalidate(Tag.unknownNames("shelf")));

        assertThat(statementsOf(QueryCacheIT::tagged)).isPositive();
        assertThat(statementsOf(other)).isZero();
    }

    @Test
    void resultWhoseReadingFailed_isNotCached() {
        var loads = new AtomicInteger();
        factory.unwrap(SessionFactoryImplementor.class)
                .getEventListenerRegistry()
                .appendListeners(
                        EventType.POST_LOAD,
                        event -> {
                            if (loads.incrementAndGet() == 5) {
                                throw new IllegalStateException("half-way");
                            }
                        });
        assertThatIllegalStateException()
                .isThrownBy(() -> inTransaction(factory, session -> books(session).list()))
                .withMessage("half-way");

        assertThat(readBooks()).hasSize(Library.BOOKS);
    }

    @Test
    void ownWrites_areSeen_andNotCachedForOthers() {
        statementsOf(QueryCacheIT::books);
        factory.inSession(
                session -> {
                    session.beginTransaction();
                    session.persist(
                            new Book(
                                    999, "own", 1, session.getReference(Library.Author.class, 1L)));
                    assertThat(books(session).list()).hasSize(Library.BOOKS + 1);
                    session.getTransaction().rollback();
                });

        assertThat(readBooks()).hasSize(Library.BOOKS);
    }

    @Test
    void nativeQuery_thatForgetsToDeclareATable_isAMissAfterAWriteToIt() {
        Function<Session, Query<?>> query =
                session ->
                        session.createNativeQuery(
                                        "select count(*) from Book b, Loan l where l.book_id ="
                                                + " b.id",
                                        Long.class)
                                .addSynchronizedEntityClass(Book.class)
                                .setCacheable(true);
        assertThat(factory.<Object>fromTransaction(s -> query.apply(s).getSingleResult()))
                .isEqualTo(0L);
        inTransaction(factory, s -> s.persist(new Loan(1, s.getReference(Book.class, 101L))));

        assertThat(factory.<Object>fromTransaction(s -> query.apply(s).getSingleResult()))
                .isEqualTo(1L);
    }

    @Test
    void moduleThatIsOff_isNotThere() {
        SessionFactory off = cluster.join(Map.of("hibernate.cache.redis.query.enabled", false));

        assertThatIllegalStateException()
                .isThrownBy(() -> QueryCache.of(off))
                .withMessageContaining("hibernate.cache.redis.query.enabled");
    }

    @Test
    void hint_thatIsMalformed_isRejectedWhereItIsMade() {
        assertThatIllegalArgumentException().isThrownBy(() -> CacheHint.ttl(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> CacheHint.tagged("a b"));
        assertThat(QueryHint.of("select for report cache(ttl=5m tags=a,b)"))
                .isEqualTo(
                        QueryHint.of(
                                CacheHint.ttl(Duration.ofMinutes(5)).tags("a", "b").toString()));
    }
}
