package io.hibernateredis.spring.boot.internal.maintenance;

import io.hibernateredis.admin.CacheAdmin;
import io.hibernateredis.internal.factory.SessionFactoryCache;
import io.hibernateredis.region.RedisRegionFactory;
import io.hibernateredis.spring.boot.internal.log.StarterLog;
import io.hibernateredis.spring.boot.internal.settings.HibernateRedisProperties.Maintenances;
import io.hibernateredis.spring.boot.internal.settings.HibernateRedisProperties.WarmUps;
import io.hibernateredis.spring.boot.internal.settings.InvalidPropertyException;
import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.hibernate.SessionFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * Warms the cache up, sweeps it, and reports its size, on one thread of its own, as the properties
 * say. Thread-safe.
 */
public final class Maintenance
        implements SmartInitializingSingleton,
                ApplicationListener<ApplicationReadyEvent>,
                DisposableBean {

    /** For how long no other instance warms the cache up at its start. */
    private static final Duration TURN_AT_START = Duration.ofMinutes(10);

    private static final Duration HOT_KEYS_KEPT_EVERY = Duration.ofMinutes(5);
    private static final long LONGEST_STOP_MILLIS = 2000;

    private final Map<String, EntityManagerFactory> factories;
    private final Maintenances properties;
    private final List<OfFactory> all = new ArrayList<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Maintenance::newThread);

    public Maintenance(Map<String, EntityManagerFactory> factories, Maintenances properties) {
        this.factories = factories;
        this.properties = properties;
    }

    private static Thread newThread(Runnable task) {
        var thread = new Thread(task, "hibernate-redis-maintenance");
        thread.setDaemon(true);
        return thread;
    }

    /** What is done for one of them. */
    private record OfFactory(
            String name, SessionFactoryCache cache, CacheAdmin admin, WarmUp warmUp, Sizes sizes) {}

    /**
     * Finds what is to be done.
     *
     * @throws InvalidPropertyException if a property names what is not there
     */
    @Override
    public void afterSingletonsInstantiated() {
        factories.forEach(
                (name, factory) -> {
                    var sessionFactory = factory.unwrap(SessionFactory.class);
                    var regionFactory = RedisRegionFactory.of(sessionFactory);
                    if (regionFactory != null) {
                        CacheAdmin admin =
                                CacheAdmin.of(sessionFactory).by("hibernate-redis.maintenance");
                        all.add(
                                new OfFactory(
                                        name,
                                        regionFactory.unwrap(SessionFactoryCache.class),
                                        admin,
                                        new WarmUp(name, sessionFactory, properties.warmUp()),
                                        new Sizes(name, admin)));
                    }
                });
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        all.forEach(this::begin);
    }

    private void begin(OfFactory its) {
        WarmUps warmUp = properties.warmUp();
        Duration every = warmUp.every();
        if (warmUp.atStart()) {
            Duration turn = every == null ? TURN_AT_START : turnOf(every);
            thread.execute(() -> inTurn(its, "warm-up", turn, its.warmUp::run));
        }
        if (every != null) {
            repeat(every, () -> inTurn(its, "warm-up", turnOf(every), its.warmUp::run));
        }
        if (warmUp.hotKeysFile() != null) {
            repeat(HOT_KEYS_KEPT_EVERY, its.warmUp::keepHotKeys);
        }
        Duration sweep = properties.sweepEvery();
        if (sweep != null) {
            repeat(sweep, () -> inTurn(its, "sweep", turnOf(sweep), its.admin::sweep));
        }
        Duration report = properties.reportEvery();
        if (report != null) {
            repeat(report, () -> attempt(its, "size report", its.sizes::report));
        }
    }

    /** So that the next round is anybody's. */
    private static Duration turnOf(Duration every) {
        return every.multipliedBy(9).dividedBy(10);
    }

    private void repeat(Duration every, Runnable action) {
        var unused =
                thread.scheduleWithFixedDelay(
                        action, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void inTurn(OfFactory its, String task, Duration turn, Runnable action) {
        attempt(
                its,
                task,
                () -> {
                    if (!new Turn(its.cache, task, turn).use(action)) {
                        StarterLog.notItsTurn(its.name, task);
                    }
                });
    }

    /** What is thrown from a task would end its schedule. */
    private static void attempt(OfFactory its, String task, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            StarterLog.maintenanceFailed(its.name, task, e);
        }
    }

    /** One of the figures of each entity manager factory, for meters. */
    public interface Gauges {

        void add(String factory, String name, String description, Object of, Value value);
    }

    /** Where a figure comes from. */
    public interface Value {

        double now();
    }

    /** Registers the figures. */
    public void register(Gauges gauges) {
        for (OfFactory its : all) {
            gauges.add(
                    its.name,
                    "hibernate.redis.warmup.rows",
                    "Rows that the warm-up has loaded so far, or the last one",
                    this,
                    its.warmUp::rows);
            gauges.add(
                    its.name,
                    "hibernate.redis.warmup.seconds",
                    "How long the last warm-up took",
                    this,
                    its.warmUp::seconds);
            gauges.add(
                    its.name,
                    "hibernate.redis.size.entries",
                    "Entries in Redis, about, at the last size report",
                    this,
                    its.sizes::entries);
            gauges.add(
                    its.name,
                    "hibernate.redis.size.bytes",
                    "Bytes of entries in Redis, about, at the last size report",
                    this,
                    its.sizes::bytes);
        }
    }

    @Override
    public void destroy() throws InterruptedException {
        all.forEach(its -> its.warmUp.cancel());
        thread.shutdown();
        all.forEach(its -> its.warmUp.keepHotKeys());
        if (!thread.awaitTermination(LONGEST_STOP_MILLIS, TimeUnit.MILLISECONDS)) {
            thread.shutdownNow();
        }
    }
}
