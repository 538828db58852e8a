package io.hibernateredis.region;

import io.hibernateredis.Counters;
import io.hibernateredis.internal.factory.SessionFactoryCache;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.CacheRetrieveMode;
import jakarta.persistence.CacheStoreMode;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.PostLoadEvent;
import org.hibernate.event.spi.PostLoadEventListener;
import org.hibernate.jpa.SpecHints;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Several JVMs in one: session factories over one H2 database and one Redis, new for each test.
 * Register it after the {@link RedisExtension}, in a field of the test's instance.
 */
public final class Cluster implements BeforeEachCallback, AfterEachCallback {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final RedisExtension redis;
    private final Class<?>[] entities;
    private final Map<String, Object> settings = new LinkedHashMap<>();
    private final List<SessionFactory> members = new ArrayList<>();
    private String database;

    public Cluster(RedisExtension redis, Class<?>... entities) {
        this.redis = redis;
        this.entities = entities;
    }

    public Cluster with(String setting, Object value) {
        settings.put(setting, value);
        return this;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        database = "jdbc:h2:mem:cluster" + DATABASES.incrementAndGet() + ";DB_CLOSE_DELAY=-1";
    }

    @Override
    public void afterEach(ExtensionContext context) {
        members.forEach(SessionFactory::close);
        members.clear();
    }

    /** Where the members' database is, for connections of one's own. */
    public String database() {
        return database;
    }

    /** Executes SQL past the cache, and commits it. */
    void execute(String sql) {
        try (var connection = DriverManager.getConnection(database, "sa", "");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts another JVM. The first one creates the tables. */
    public SessionFactory join() {
        return join(Map.of());
    }

    public SessionFactory join(Map<String, Object> more) {
        return join(more, sources -> List.of(entities).forEach(sources::addAnnotatedClass));
    }

    public SessionFactory join(Map<String, Object> more, Consumer<MetadataSources> mapping) {
        var builder =
                new StandardServiceRegistryBuilder()
                        .applySetting(
                                AvailableSettings.CONNECTION_PROVIDER,
                                new HookedConnections(database))
                        .applySetting(
                                AvailableSettings.HBM2DDL_AUTO,
                                members.isEmpty() ? "create" : "none")
                        .applySetting(AvailableSettings.USE_SECOND_LEVEL_CACHE, true)
                        .applySetting(AvailableSettings.USE_QUERY_CACHE, true)
                        .applySetting(AvailableSettings.GENERATE_STATISTICS, true)
                        .applySetting(AvailableSettings.CACHE_REGION_FACTORY, "redis")
                        .applySetting("hibernate.cache.redis.uri", redis.uri().toString())
                        // So that tests know the names of keys; DatabaseIT has it otherwise.
                        .applySetting("hibernate.cache.redis.database", "none")
                        // A machine that is busy with other things must not fail a test.
                        .applySetting("hibernate.cache.redis.trust", "10s")
                        .applySetting("hibernate.cache.redis.read_timeout", "10s");
        settings.forEach(builder::applySetting);
        more.forEach(builder::applySetting);
        var sources = new MetadataSources(builder.build());
        mapping.accept(sources);
        SessionFactory factory = sources.buildMetadata().buildSessionFactory();
        factory.unwrap(SessionFactoryImplementor.class)
                .getEventListenerRegistry()
                .appendListeners(EventType.POST_LOAD, new LoadHook());
        members.add(factory);
        return factory;
    }

    /** Where to stop a member in the middle of a transaction. */
    public static HookedConnections connections(SessionFactory factory) {
        return (HookedConnections)
                factory.unwrap(SessionFactoryImplementor.class)
                        .getServiceRegistry()
                        .requireService(
                                org.hibernate.engine.jdbc.connections.spi.ConnectionProvider.class);
    }

    /**
     * Runs an action once, on the loader's thread, after a row was read and before it can be put.
     */
    public static void whenARowIsLoaded(SessionFactory factory, Runnable action) {
        whenARowIsLoaded(factory, Object.class, action);
    }

    public static void whenARowIsLoaded(SessionFactory factory, Class<?> entity, Runnable action) {
        loadHook(factory).set(entity, action);
    }

    private static LoadHook loadHook(SessionFactory factory) {
        for (var listener :
                factory.unwrap(SessionFactoryImplementor.class)
                        .getEventListenerGroups()
                        .eventListenerGroup_POST_LOAD
                        .listeners()) {
            if (listener instanceof LoadHook hook) {
                return hook;
            }
        }
        throw new IllegalStateException("not a member of a cluster");
    }

    private static final class LoadHook implements PostLoadEventListener {

        private static final long serialVersionUID = 1L;

        private final transient AtomicReference<Runnable> action = new AtomicReference<>();

        private volatile Class<?> entity = Object.class;

        void set(Class<?> of, Runnable next) {
            entity = of;
            action.set(next);
        }

        @Override
        public void onPostLoad(PostLoadEvent event) {
            Runnable due = entity.isInstance(event.getEntity()) ? action.getAndSet(null) : null;
            if (due != null) {
                due.run();
            }
        }
    }

    public static RedisRegionFactory regionFactory(SessionFactory factory) {
        return (RedisRegionFactory)
                factory.unwrap(SessionFactoryImplementor.class).getCache().getRegionFactory();
    }

    /** The inside of a session factory's cache. */
    public static SessionFactoryCache cache(SessionFactory factory) {
        return regionFactory(factory).unwrap(SessionFactoryCache.class);
    }

    /** What was counted, with the answers to what was posted. */
    public static Counters counters(SessionFactory factory) {
        settle(factory);
        return regionFactory(factory).counters();
    }

    /** How many messages to Redis an action waits for. */
    public static long roundTrips(SessionFactory factory, Runnable action) {
        long before = counters(factory).count(Counters.Event.ROUND_TRIP);
        action.run();
        return counters(factory).count(Counters.Event.ROUND_TRIP) - before;
    }

    /** How many statements an action sends to the database. */
    public static long statements(SessionFactory factory, Runnable action) {
        Statistics statistics = factory.getStatistics();
        long before = statistics.getPrepareStatementCount();
        action.run();
        return statistics.getPrepareStatementCount() - before;
    }

    /** Waits for what was posted: otherwise, another member's reads may overtake it. */
    public static void settle(SessionFactory factory) {
        var regions = factory.unwrap(SessionFactoryImplementor.class).getCache().getRegionFactory();
        if (regions instanceof RedisRegionFactory) {
            cache(factory).store().settle();
        }
    }

    public static void inTransaction(SessionFactory factory, Consumer<Session> action) {
        fromTransaction(
                factory,
                session -> {
                    action.accept(session);
                    return null;
                });
    }

    public static <R> R fromTransaction(SessionFactory factory, Function<Session, R> action) {
        try {
            return factory.fromTransaction(action);
        } finally {
            settle(factory);
        }
    }

    /**
     * Has a session read from the database, and store nothing. {@link Session#setCacheMode} does
     * not suffice: {@code find} does not heed it.
     */
    public static void bypassCache(Session session) {
        session.setProperty(SpecHints.HINT_SPEC_CACHE_RETRIEVE_MODE, CacheRetrieveMode.BYPASS);
        session.setProperty(SpecHints.HINT_SPEC_CACHE_STORE_MODE, CacheStoreMode.BYPASS);
    }

    public static void statelessly(SessionFactory factory, Consumer<StatelessSession> action) {
        try {
            factory.inStatelessTransaction(action);
        } finally {
            settle(factory);
        }
    }
}
