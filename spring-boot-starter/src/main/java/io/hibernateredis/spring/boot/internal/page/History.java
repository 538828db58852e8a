package io.hibernateredis.spring.boot.internal.page;

import io.hibernateredis.CacheEventListener;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.region.RedisRegionFactory;
import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * What the cache did in each of the last {@link #MOST} intervals, in memory. It begins with the
 * application and is lost with it. Thread-safe.
 */
public final class History implements SmartInitializingSingleton, DisposableBean {

    /** An hour, at an interval of five seconds. */
    static final int MOST = 720;

    private final Supplier<Map<String, EntityManagerFactory>> factories;
    private final Duration every;
    private volatile Map<String, OfFactory> histories = Map.of();
    private @Nullable ScheduledExecutorService clock;

    /**
     * @param factories is asked once they are complete
     */
    public History(Supplier<Map<String, EntityManagerFactory>> factories, Duration every) {
        this.factories = factories;
        this.every = every;
    }

    /**
     * One interval.
     *
     * @param millis when it ended, as {@link System#currentTimeMillis}
     * @param nearHits of the hits
     * @param answers messages to Redis that were waited for
     * @param answerNanos how long, together
     * @param statements that Hibernate prepared; negative if its statistics are off
     */
    record Point(
            long millis,
            long hits,
            long nearHits,
            long misses,
            long answers,
            long answerNanos,
            long statements) {

        Point since(Point before) {
            return new Point(
                    millis,
                    hits - before.hits,
                    nearHits - before.nearHits,
                    misses - before.misses,
                    answers - before.answers,
                    answerNanos - before.answerNanos,
                    statements < 0 ? -1 : statements - before.statements);
        }
    }

    /** That of one entity manager factory. */
    private static final class OfFactory implements CacheEventListener {

        private final SessionFactory sessionFactory;
        private final LongAdder hits = new LongAdder();
        private final LongAdder nearHits = new LongAdder();
        private final LongAdder misses = new LongAdder();
        private final LongAdder answers = new LongAdder();
        private final LongAdder answerNanos = new LongAdder();
        private final List<Point> points = new ArrayList<>();
        private Point last;

        OfFactory(SessionFactory sessionFactory) {
            this.sessionFactory = sessionFactory;
            this.last = now();
        }

        @Override
        public void on(Event event, @Nullable String region, long times, long nanos) {
            switch (event) {
                case HIT -> hits.add(times);
                case NEAR_HIT -> nearHits.add(times);
                case MISS -> misses.add(times);
                case ANSWERED -> {
                    answers.add(times);
                    answerNanos.add(nanos);
                }
                default -> {}
            }
        }

        private Point now() {
            var statistics = sessionFactory.getStatistics();
            return new Point(
                    System.currentTimeMillis(),
                    hits.sum(),
                    nearHits.sum(),
                    misses.sum(),
                    answers.sum(),
                    answerNanos.sum(),
                    statistics.isStatisticsEnabled() ? statistics.getPrepareStatementCount() : -1);
        }

        synchronized void sample() {
            Point now = now();
            if (points.size() == MOST) {
                points.remove(0);
            }
            points.add(now.since(last));
            last = now;
        }

        synchronized List<Point> points() {
            return List.copyOf(points);
        }

        synchronized Point total() {
            return now();
        }
    }

    @Override
    public void afterSingletonsInstantiated() {
        begin();
    }

    /** Begins unless it has begun, as when beans are initialized lazily. */
    private synchronized void begin() {
        if (clock != null) {
            return;
        }
        Map<String, OfFactory> found = new TreeMap<>();
        factories
                .get()
                .forEach(
                        (name, factory) -> {
                            var sessionFactory = factory.unwrap(SessionFactory.class);
                            var cache = RedisRegionFactory.of(sessionFactory);
                            if (cache != null) {
                                var history = new OfFactory(sessionFactory);
                                cache.addListener(history);
                                found.put(name, history);
                            }
                        });
        histories = Collections.unmodifiableMap(found);
        var running =
                Executors.newSingleThreadScheduledExecutor(
                        task -> {
                            var thread = new Thread(task, "hibernate-redis-history");
                            thread.setDaemon(true);
                            return thread;
                        });
        long nanos = every.toNanos();
        var unused =
                running.scheduleAtFixedRate(
                        () -> histories.values().forEach(OfFactory::sample),
                        nanos,
                        nanos,
                        TimeUnit.NANOSECONDS);
        clock = running;
    }

    Duration every() {
        return every;
    }

    /**
     * The oldest first.
     *
     * @param after only those that ended later than then
     */
    List<Point> points(String factory, long after) {
        OfFactory history = histories.get(factory);
        return history == null
                ? List.of()
                : history.points().stream().filter(each -> each.millis() > after).toList();
    }

    /** Since the application started; null if there is no such factory. */
    @Nullable Point total(String factory) {
        begin();
        OfFactory history = histories.get(factory);
        return history == null ? null : history.total();
    }

    @Override
    public synchronized void destroy() {
        ScheduledExecutorService running = clock;
        if (running != null) {
            running.shutdownNow();
        }
    }
}
