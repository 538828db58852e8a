package io.hibernateredis.query.internal.execution;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.region.Cluster;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.List;
import java.util.Objects;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.query.NativeQuery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is remembered of selects: once for each, and in bounded memory. */
@EnabledIf(
        value = "io.hibernateredis.internal.query.QueryResults#isPossible",
        disabledReason = "the module is off: it needs Hibernate 7.2 or later")
class ManyStatementsIT {

    private static final int TEXTS = 5_000;
    private static final int PLANS = 64;
    private static final int REMEMBERED = 2_000;

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(REDIS, Page.class, Other.class)
                    .with("hibernate.query.plan_cache_max_size", PLANS);

    SessionFactory factory;

    @Entity(name = "Page")
    @Cacheable
    static class Page {
        @Id Long id;
        int lines;
    }

    @Entity(name = "Other")
    @Cacheable
    static class Other {
        @Id Long id;
    }

    @BeforeEach
    void start() {
        factory = cluster.join();
        inTransaction(
                factory,
                session -> {
                    var page = new Page();
                    page.id = 1L;
                    page.lines = 10;
                    session.persist(page);
                });
    }

    private NativeSelects natives() {
        var service = QueryCacheService.of(factory.unwrap(SessionFactoryImplementor.class));
        return Objects.requireNonNull(service).natives();
    }

    private <T> List<T> list(String sql, Class<T> type, Class<?>... declared) {
        return fromTransaction(
                factory,
                session -> {
                    NativeQuery<T> query = session.createNativeQuery(sql, type);
                    for (Class<?> each : declared) {
                        query.addSynchronizedEntityClass(each);
                    }
                    return query.setCacheable(true).list();
                });
    }

    @Test
    void anyNumberOfNativeTexts_takesBoundedMemory() {
        for (int i = 0; i < TEXTS; i++) {
            String sql = "select lines + " + i + " from Page where id = 1";
            assertThat(list(sql, Integer.class, Page.class)).containsExactly(10 + i);
        }

        assertThat(natives().size()).isBetween(1, REMEMBERED);
    }

    @Test
    void anyNumberOfTextsInHql_isRemembered_asLongAsHibernateDoes() {
        for (int i = 0; i < 10 * PLANS; i++) {
            String hql = "select lines + " + i + " from Page where id = 1";
            int expected = 10 + i;
            inTransaction(
                    factory,
                    session ->
                            assertThat(
                                            session.createSelectionQuery(hql, Integer.class)
                                                    .setCacheable(true)
                                                    .list())
                                    .containsExactly(expected));
        }
        var executor =
                (CachingExecutor)
                        factory.unwrap(SessionFactoryImplementor.class)
                                .getJdbcServices()
                                .getJdbcSelectExecutor();
        int[] more = {0};
        await().untilAsserted(
                        () -> {
                            System.gc();
                            String hql = "select lines * 2 - " + more[0]++ + " from Page";
                            inTransaction(
                                    factory,
                                    session ->
                                            session.createSelectionQuery(hql, Integer.class)
                                                    .setCacheable(true)
                                                    .list());
                            assertThat(executor.dependencies().size()).isLessThan(3 * PLANS);
                        });
    }

    @Test
    void oneNativeText_isWorkedOutOnce_forEachTypeOfItsResult() {
        for (int i = 0; i < 10; i++) {
            assertThat(list("select lines from Page", Integer.class, Page.class))
                    .containsExactly(10);
            assertThat(list("select lines from Page", Long.class, Page.class)).containsExactly(10L);
            assertThat(list("select lines from Page", Object[].class, Page.class))
                    .containsExactly(new Object[] {10});
            assertThat(list("select * from Page", Page.class, Page.class)).hasSize(1);
            inTransaction(
                    factory,
                    session ->
                            assertThat(
                                            session.createNativeQuery(
                                                            "select {p.*} from Page p",
                                                            Object.class)
                                                    .addEntity("p", Page.class)
                                                    .setCacheable(true)
                                                    .list())
                                    .hasSize(1));
        }

        assertThat(natives().size()).isEqualTo(5);
    }

    @Test
    void oneNativeText_dependsOnWhatItsQueryDeclares() {
        inTransaction(
                factory,
                session ->
                        session.createNativeMutationQuery("create view leaf as select * from Page")
                                .executeUpdate());
        String sql = "select lines from leaf";
        assertThat(list(sql, Integer.class, Other.class)).containsExactly(10);
        assertThat(list(sql, Integer.class)).as("undeclared").containsExactly(10);
        assertThat(list(sql, Integer.class, Page.class)).containsExactly(10);
        inTransaction(factory, session -> session.find(Page.class, 1L).lines = 11);

        assertThat(list(sql, Integer.class, Page.class)).containsExactly(11);
        assertThat(list(sql, Integer.class)).as("undeclared").containsExactly(11);
        assertThat(statements(factory, () -> list(sql, Integer.class)))
                .as("undeclared, so not cached")
                .isOne();
    }

    @Test
    void aNativeQueryThatIsChanged_isAnotherOne() {
        inTransaction(
                factory,
                session -> {
                    @SuppressWarnings("unchecked") // as without types
                    NativeQuery<Object> query =
                            session.createNativeQuery("select id, lines from Page")
                                    .addSynchronizedEntityClass(Page.class)
                                    .setCacheable(true);
                    query.addScalar("lines", Integer.class);
                    assertThat(query.list()).containsExactly(10);
                    query.addScalar("id", Long.class);
                    assertThat(query.list()).singleElement().isEqualTo(new Object[] {10, 1L});
                });
    }
}
