package io.hibernateredis.query;

import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.query.Library.Book;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.testing.RedisExtension;
import java.util.Map;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.query.SelectionQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Queries with a function of the application's own. */
@NeedsModule
class FunctionsIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Library.ENTITIES);

    private static final Map<String, Function<Session, SelectionQuery<Integer>>> QUERIES =
            Map.of(
                    "HQL",
                    session ->
                            session.createSelectionQuery(
                                    "select function('app_rank', pages) from Book where id = 101",
                                    Integer.class),
                    "SQL",
                    session ->
                            session.createNativeQuery(
                                            "select App_Rank(pages) from Book where id = 101",
                                            Integer.class)
                                    .addSynchronizedEntityClass(Book.class));

    private SessionFactory join(String functions) {
        SessionFactory factory =
                cluster.join(
                        Map.of("hibernate.cache.redis.query.deterministic_functions", functions));
        Library.fill(factory);
        Cluster.inTransaction(
                factory,
                session ->
                        session.createNativeMutationQuery(
                                        "create alias app_rank for \"java.lang.Math.abs(int)\"")
                                .executeUpdate());
        return factory;
    }

    private static void read(SessionFactory factory, String kind) {
        Cluster.inTransaction(
                factory,
                session ->
                        assertThat(
                                        QUERIES.get(kind)
                                                .apply(session)
                                                .setCacheable(true)
                                                .getSingleResult())
                                .isEqualTo(1));
    }

    @Test
    void queryWithAFunctionThatIsNotDeclared_isNotCached_whichIsSaidOnce() {
        SessionFactory factory = join("other");
        for (String kind : QUERIES.keySet()) {
            String said =
                    CapturedLog.during(
                            () -> {
                                read(factory, kind);
                                assertThat(statements(factory, () -> read(factory, kind)))
                                        .as(kind)
                                        .isEqualTo(1);
                            });
            assertThat(said.lines().filter(line -> line.contains("is not cached")))
                    .as(kind)
                    .singleElement()
                    .asString()
                    .containsIgnoringCase("'app_rank'");
        }
    }

    @Test
    void queryWithAFunctionThatIsDeclared_isCached() {
        SessionFactory factory = join("other, APP_rank");
        for (String kind : QUERIES.keySet()) {
            read(factory, kind);
            assertThat(statements(factory, () -> read(factory, kind))).as(kind).isZero();
        }
    }
}
