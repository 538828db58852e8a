package io.hibernateredis.spring.boot.internal.maintenance;

import io.hibernateredis.spring.boot.internal.log.StarterLog;
import io.hibernateredis.spring.boot.internal.settings.HibernateRedisProperties;
import io.hibernateredis.spring.boot.internal.settings.HibernateRedisProperties.WarmUps;
import io.hibernateredis.spring.boot.internal.settings.InvalidPropertyException;
import io.hibernateredis.tagged.CacheWarmer;
import io.hibernateredis.tagged.CacheWarmer.Progress;
import io.hibernateredis.tagged.HotKeys;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;

/**
 * Loads what the properties name before it is asked for, and what was read most in the last run.
 * Thread-safe.
 */
final class WarmUp {

    private static final String PREFIX = HibernateRedisProperties.PREFIX + ".maintenance.warm-up.";
    private static final long TOLD_EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final String factory;
    private final SessionFactory sessionFactory;
    private final WarmUps properties;
    private final @Nullable HotKeys hotKeys;
    private final HotKeysFile file;
    private final List<HotKeys.Key> ofTheLastRun;
    private volatile @Nullable CacheWarmer running;
    private volatile long rows;
    private volatile double seconds = Double.NaN;
    private long toldNanos;

    /**
     * @throws InvalidPropertyException if there is no such entity or query
     */
    WarmUp(String factory, SessionFactory sessionFactory, WarmUps properties) {
        this.factory = factory;
        this.sessionFactory = sessionFactory;
        this.properties = properties;
        this.file = new HotKeysFile(factory, properties.hotKeysFile());
        this.ofTheLastRun = file.read();
        this.hotKeys = file.isUsed() ? HotKeys.track(sessionFactory, properties.hotKeys()) : null;
        var unused = warmer();
    }

    private CacheWarmer warmer() {
        var warmer = CacheWarmer.of(sessionFactory);
        properties.entities().forEach(name -> add(warmer, "entities", w -> w.entities(name)));
        properties.queries().forEach(name -> add(warmer, "queries", w -> w.namedQuery(name)));
        if (!ofTheLastRun.isEmpty()) {
            warmer.keys(ofTheLastRun);
        }
        Integer rate = properties.rate();
        return rate == null ? warmer : warmer.rate(rate);
    }

    private static void add(
            CacheWarmer warmer, String property, UnaryOperator<CacheWarmer> addition) {
        try {
            var unused = addition.apply(warmer);
        } catch (IllegalArgumentException e) {
            throw new InvalidPropertyException(
                    PREFIX + property,
                    PREFIX
                            + property
                            + " must name what the application has, but "
                            + e.getMessage(),
                    "Correct the value of " + PREFIX + property + ".",
                    e);
        }
    }

    /** Loads it. */
    void run() {
        long began = System.nanoTime();
        toldNanos = began;
        CacheWarmer warmer = warmer().onProgress(this::tell);
        running = warmer;
        StarterLog.warmUpBegins(factory);
        try {
            Progress done = warmer.run();
            rows = done.rows();
            var lasted = Duration.ofNanos(System.nanoTime() - began);
            seconds = lasted.toNanos() / (double) TimeUnit.SECONDS.toNanos(1);
            StarterLog.warmUpEnds(factory, done.rows(), lasted, done.cancelled());
        } finally {
            running = null;
        }
    }

    private void tell(Progress progress) {
        rows = progress.rows();
        long now = System.nanoTime();
        if (now - toldNanos > TOLD_EVERY_NANOS) {
            toldNanos = now;
            StarterLog.warmUpProgress(
                    factory, progress.rows(), progress.stepsDone(), progress.steps());
        }
    }

    /** The rows loaded so far, by this warm-up or the last one. */
    double rows() {
        return rows;
    }

    /** How long the last one took; NaN before. */
    double seconds() {
        return seconds;
    }

    /** Keeps what has been read most so far for the next run. */
    void keepHotKeys() {
        if (hotKeys != null) {
            file.write(hotKeys.top(properties.hotKeys()));
        }
    }

    /** Ends after the batch that is being loaded. */
    void cancel() {
        CacheWarmer warmer = running;
        if (warmer != null) {
            warmer.cancel();
        }
    }
}
