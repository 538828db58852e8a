package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hibernateredis.region.Board.Project;
import io.hibernateredis.region.Board.Task;
import io.hibernateredis.region.Board.User;
import io.hibernateredis.testing.RedisExtension;
import java.util.Map;
import org.awaitility.Awaitility;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cache.CacheException;
import org.hibernate.cfg.AvailableSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Session factories that share a service registry share the region factory, and nothing of it. */
class SharedRegistryIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    private final RedisRegionFactory service = new RedisRegionFactory();
    private StandardServiceRegistry registry;
    private SessionFactory tasks;
    private SessionFactory users;

    @BeforeEach
    void start() {
        registry =
                new StandardServiceRegistryBuilder()
                        .applySettings(
                                Map.of(
                                        AvailableSettings.JAKARTA_JDBC_URL,
                                        "jdbc:h2:mem:registry",
                                        AvailableSettings.HBM2DDL_AUTO,
                                        "create",
                                        AvailableSettings.GENERATE_STATISTICS,
                                        true,
                                        AvailableSettings.CACHE_REGION_FACTORY,
                                        service,
                                        "hibernate.cache.redis.uri",
                                        REDIS.uri().toString(),
                                        "hibernate.cache.redis.trust",
                                        "10s"))
                        .build();
        tasks = build(Project.class, Task.class);
        users = build(User.class);
        // The second creation of the schema evicted what the first had seen.
        Board.awaitSeen(tasks, users);
    }

    private SessionFactory build(Class<?>... entities) {
        var sources = new MetadataSources(registry);
        for (Class<?> entity : entities) {
            sources.addAnnotatedClass(entity);
        }
        return sources.buildMetadata().buildSessionFactory();
    }

    @AfterEach
    void close() {
        tasks.close();
        users.close();
        StandardServiceRegistryBuilder.destroy(registry);
    }

    @Test
    void each_cachesItsOwnEntities() {
        write();
        assertCached();
    }

    @Test
    void one_goesOn_whenTheOtherIsClosed() {
        write();
        users.close();
        assertThat(statements(tasks, this::findTask)).isZero();
        Cluster.inTransaction(tasks, session -> session.find(Task.class, 1L).title = "new");
        assertThat(RedisRegionFactory.of(tasks).isReadable()).isTrue();
        Cluster.inTransaction(
                tasks, session -> assertThat(session.find(Task.class, 1L).title).isEqualTo("new"));
    }

    @Test
    void heartbeats_endWithTheirSessionFactories() {
        assertThat(heartbeats()).isPositive();
        users.close();
        assertThat(heartbeats()).isPositive();
        tasks.close();
        Awaitility.await().until(() -> heartbeats() == 0);
    }

    @Test
    void service_askedForWhatOneSessionFactoryHas_saysThatThereAreSeveral() {
        assertThatThrownBy(service::counters)
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("RedisRegionFactory.of(sessionFactory)");
        assertThat(RedisRegionFactory.of(tasks)).isNotSameAs(RedisRegionFactory.of(users));
        users.close();
        assertThat(service.counters()).isSameAs(RedisRegionFactory.of(tasks).counters());
    }

    private void write() {
        // The schema was created anew by the one, which the other learns by its next heartbeat.
        awaitSeen(users, tasks);
        awaitSeen(tasks, users);
        Cluster.inTransaction(
                tasks,
                session -> {
                    var project = new Project(1, "p");
                    session.persist(project);
                    session.persist(new Task(1, "t", project));
                });
        Cluster.inTransaction(
                users, session -> session.persist(new User(1, "ann@example.org", "Ann")));
    }

    private static void awaitSeen(SessionFactory member, SessionFactory other) {
        long clock = Cluster.cache(other).store().loadTime().clock();
        Awaitility.await().until(() -> Cluster.cache(member).store().loadTime().clock() >= clock);
    }

    private void assertCached() {
        assertThat(statements(tasks, this::findTask)).isZero();
        assertThat(
                        statements(
                                users,
                                () ->
                                        Cluster.inTransaction(
                                                users,
                                                session ->
                                                        assertThat(
                                                                        session.find(User.class, 1L)
                                                                                .name)
                                                                .isEqualTo("Ann"))))
                .isZero();
        Cluster.inTransaction(
                tasks,
                session -> {
                    var project = session.find(Project.class, 1L);
                    session.remove(session.find(Task.class, 1L));
                    session.persist(new Task(2, "second", project));
                });
        Cluster.inTransaction(tasks, session -> assertThat(session.find(Task.class, 1L)).isNull());
    }

    private void findTask() {
        Cluster.inTransaction(
                tasks, session -> assertThat(session.find(Task.class, 1L)).isNotNull());
    }

    private static long heartbeats() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("hibernate-redis-heartbeat"))
                .count();
    }
}
