package io.hibernateredis.capture;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;

/**
 * How far a capture is, for Micrometer, which is an optional dependency. Each meter has the tag
 * {@code slot}. Thread-safe.
 *
 * <ul>
 *   <li>{@code hibernate.redis.capture.lag}: {@link ChangeCapture#lag}
 *   <li>{@code hibernate.redis.capture.lag.bytes}: {@link ChangeCapture#lagBytes}
 *   <li>{@code hibernate.redis.capture.changes}: {@link ChangeCapture#changes}, with {@code
 *       outcome=evicted}, and {@link ChangeCapture#ownChanges}, with {@code outcome=own}
 *   <li>{@code hibernate.redis.capture.streaming}: 1 in the JVM that reads the slot, else 0
 * </ul>
 */
public final class CaptureMetrics implements MeterBinder {

    private static final String PREFIX = "hibernate.redis.capture.";

    private final ChangeCapture capture;

    public CaptureMetrics(ChangeCapture capture) {
        this.capture = capture;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        var tags = Tags.of("slot", capture.slot());
        TimeGauge.builder(
                        PREFIX + "lag",
                        capture,
                        TimeUnit.MILLISECONDS,
                        each -> each.lag().toMillis())
                .description("How long the oldest change that is not evicted has been committed")
                .tags(tags)
                .register(registry);
        Gauge.builder(PREFIX + "lag.bytes", capture, ChangeCapture::lagBytes)
                .description("How much of the database's log is not evicted; -1 if unknown")
                .baseUnit("bytes")
                .tags(tags)
                .register(registry);
        Gauge.builder(
                        PREFIX + "streaming",
                        capture,
                        each -> each.state() == CaptureState.STREAMING ? 1 : 0)
                .description("Whether this JVM reads the slot, and reaches Redis")
                .tags(tags)
                .register(registry);
        FunctionCounter.builder(PREFIX + "changes", capture, ChangeCapture::changes)
                .description("Changes of rows that were read from the log")
                .tags(tags.and("outcome", "evicted"))
                .register(registry);
        FunctionCounter.builder(PREFIX + "changes", capture, ChangeCapture::ownChanges)
                .description("Changes of rows that were read from the log")
                .tags(tags.and("outcome", "own"))
                .register(registry);
    }
}
