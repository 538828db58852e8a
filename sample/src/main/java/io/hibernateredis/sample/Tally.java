package io.hibernateredis.sample;

import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What is counted while requests run; thread-safe. */
final class Tally {
    private static final long MAX_MICROS = 60_000_000;

    /** Served requests. */
    final LongAdder requests = new LongAdder();

    /** Attempts that lost against another transaction and were repeated. */
    final LongAdder conflicts = new LongAdder();

    /** Requests that failed. */
    final LongAdder errors = new LongAdder();

    /** Microseconds from the begin of a request to its end, with all its attempts. */
    final Histogram micros = newHistogram();

    static Histogram newHistogram() {
        return new ConcurrentHistogram(MAX_MICROS, 3);
    }

    void served(long nanos) {
        requests.increment();
        micros.recordValue(Math.min(nanos / 1_000, MAX_MICROS));
    }
}
