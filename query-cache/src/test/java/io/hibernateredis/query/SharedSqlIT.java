package io.hibernateredis.query;

import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.region.Cluster;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.query.criteria.ValueHandlingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Queries that look alike to the database, or nearly, and must not be given each other's results.
 */
@NeedsModule
class SharedSqlIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, P.class);

    @Entity(name = "P")
    @Cacheable
    static class P {
        @Id Long id;
        String name;
        Long number;

        P() {}

        P(long id, String name, Long number) {
            this.id = id;
            this.name = name;
            this.number = number;
        }
    }

    private SessionFactory start(Map<String, Object> settings) {
        SessionFactory factory = cluster.join(settings);
        Cluster.inTransaction(
                factory,
                session -> {
                    session.persist(new P(1, "one", 5L));
                    session.persist(new P(2, "null", null));
                });
        return factory;
    }

    @ParameterizedTest
    @ValueSource(strings = {"FULL", "SHALLOW", "AUTO"})
    void entitiesThenTheirColumns_ofOneStatement_keepApart(String layout) {
        SessionFactory factory = start(Map.of("hibernate.cache.query_cache_layout", layout));
        String columns = "select p.id, p.name, p.number from P p order by p.id";
        for (int i = 0; i < 2; i++) {
            Cluster.inTransaction(
                    factory,
                    s -> {
                        assertThat(
                                        s.createSelectionQuery("from P p order by p.id", P.class)
                                                .setCacheable(true)
                                                .list())
                                .extracting(p -> p.name + p.number)
                                .containsExactly("one5", "nullnull");
                        assertThat(
                                        s.createSelectionQuery(columns, Object[].class)
                                                .setCacheable(true)
                                                .list())
                                .containsExactly(
                                        new Object[] {1L, "one", 5L},
                                        new Object[] {2L, "null", null});
                        assertThat(
                                        s.createSelectionQuery(
                                                        columns.replace(
                                                                "p.name, p.number", "p.name"),
                                                        Object[].class)
                                                .setCacheable(true)
                                                .list())
                                .containsExactly(
                                        new Object[] {1L, "one"}, new Object[] {2L, "null"});
                    });
        }
        assertThat(sqlOf(factory, "from P p order by p.id"))
                .as("one statement for both")
                .isEqualTo(sqlOf(factory, columns));
    }

    private static String sqlOf(SessionFactory factory, String hql) {
        return factory.fromSession(
                s -> QueryCache.of(factory).explain(s.createQuery(hql, Object.class)).get(0).sql());
    }

    @ParameterizedTest
    @ValueSource(strings = {"FULL", "SHALLOW", "AUTO"})
    void nativeRowsAfterNativeEntities_ofOneStatement_keepApart_andHit(String layout) {
        SessionFactory factory = start(Map.of("hibernate.cache.query_cache_layout", layout));
        String sql = "select id, name, number from P where id = 1";
        Function<Session, Object> entity =
                s ->
                        s.createNativeQuery(sql, P.class)
                                .addSynchronizedQuerySpace("P")
                                .setCacheable(true)
                                .getSingleResult()
                                .name;
        Function<Session, Object> rows =
                s ->
                        s.createNativeQuery(sql, Object[].class)
                                .addSynchronizedQuerySpace("P")
                                .setCacheable(true)
                                .getSingleResult()[2];

        for (int i = 0; i < 2; i++) {
            assertThat((Object) Cluster.fromTransaction(factory, entity)).isEqualTo("one");
            assertThat((Object) Cluster.fromTransaction(factory, rows)).isEqualTo(5L);
        }
        assertThat(statements(factory, () -> Cluster.fromTransaction(factory, entity))).isZero();
        assertThat(statements(factory, () -> Cluster.fromTransaction(factory, rows))).isZero();
    }

    @Test
    void parametersThatLookAlike_keepApart() {
        SessionFactory factory = start(Map.of());
        assertThat(count(factory, "select count(*) from P where name = :v", "null")).isEqualTo(1);
        assertThat(count(factory, "select count(*) from P where name = :v", null)).isZero();
        assertThat(count(factory, "select count(*) from P where name = :v", "null")).isEqualTo(1);
        assertThat(
                        statements(
                                factory,
                                () ->
                                        count(
                                                factory,
                                                "select count(*) from P where name = :v",
                                                "null")))
                .isZero();
        assertThat(statements(factory, () -> nativeCount(factory, 5))).isPositive();
        assertThat(statements(factory, () -> nativeCount(factory, "5"))).isPositive();
        assertThat(statements(factory, () -> nativeCount(factory, 5L))).isPositive();
        assertThat(statements(factory, () -> nativeCount(factory, 5))).isZero();
    }

    private static long count(SessionFactory factory, String hql, Object value) {
        return Cluster.fromTransaction(
                factory,
                s ->
                        s.createSelectionQuery(hql, Long.class)
                                .setParameter("v", value)
                                .setCacheable(true)
                                .getSingleResult());
    }

    private static void nativeCount(SessionFactory factory, Object value) {
        Cluster.inTransaction(
                factory,
                s ->
                        s.createNativeQuery(
                                        "select id from P where cast(id as varchar) <> cast(:v as"
                                                + " varchar)",
                                        Object.class)
                                .addSynchronizedQuerySpace("P")
                                .setParameter("v", value)
                                .setCacheable(true)
                                .list());
    }

    @Test
    void listsOfDifferentSplit_keepApart() {
        SessionFactory factory = start(Map.of("hibernate.query.in_clause_parameter_padding", true));
        assertThat(ids(factory, List.of(1L, 2L, 1L), List.of(1L))).containsExactly(1L);
        assertThat(ids(factory, List.of(1L, 2L, 1L, 1L), List.of(2L))).containsExactly(2L);
        assertThat(ids(factory, List.of(1L), List.of(1L, 2L, 1L))).containsExactly(1L);
        assertThat(ids(factory, List.of(2L), List.of(1L, 2L, 1L))).containsExactly(2L);
    }

    private static List<Long> ids(SessionFactory factory, List<Long> one, List<Long> other) {
        return Cluster.fromTransaction(
                factory,
                s ->
                        s.createSelectionQuery(
                                        "select id from P where id in :one and id in :other",
                                        Long.class)
                                .setParameter("one", one)
                                .setParameter("other", other)
                                .setCacheable(true)
                                .list());
    }

    @Test
    void criteriaLiterals_thatAreBound_keepApart() {
        SessionFactory factory =
                start(Map.of("hibernate.criteria.value_handling_mode", ValueHandlingMode.INLINE));
        assertThat(named(factory, "one")).containsExactly(1L);
        assertThat(named(factory, "null")).containsExactly(2L);
        assertThat(statements(factory, () -> named(factory, "one"))).isZero();
    }

    @Test
    void criteriaBuiltAnew_areFound() {
        SessionFactory factory = start(Map.of());
        assertThat(named(factory, "one")).containsExactly(1L);
        assertThat(statements(factory, () -> named(factory, "one"))).isZero();
    }

    private static List<Long> named(SessionFactory factory, String name) {
        return Cluster.fromTransaction(
                factory,
                s -> {
                    var builder = s.getCriteriaBuilder();
                    var query = builder.createQuery(P.class);
                    var p = query.from(P.class);
                    query.where(builder.equal(p.get("name"), name));
                    return s.createSelectionQuery(query).setCacheable(true).list().stream()
                            .map(each -> each.id)
                            .toList();
                });
    }
}
