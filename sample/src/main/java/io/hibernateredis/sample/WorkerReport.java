package io.hibernateredis.sample;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.hibernate.stat.Statistics;

/**
 * What a worker has to tell of a window, or several workers or windows together.
 *
 * @param counts by name, see {@link Count}; what is not known is absent
 * @param micros latencies in microseconds
 * @param regions hits and misses by region
 */
record WorkerReport(Map<Count, Long> counts, Histogram micros, Map<String, Hits> regions) {
    /**
     * The name under which the result cache of queries is listed; it is no part of the hit ratio.
     */
    static final String QUERIES = "(queries)";

    private static final String PREFIX = "report ";

    /** What is counted. */
    enum Count {
        REQUESTS,
        CONFLICTS,
        ERRORS,
        STALE_READS,
        STATEMENTS,
        CONNECTIONS,
        /** Entries and results that were found. */
        HITS,
        /** Those of them that were found in the memory of the JVM. */
        NEAR_HITS,
        MILLIS,
        /** Processor time of the application's JVMs, their collectors and compilers included. */
        CPU_MICROS,
        REDIS_CPU_MICROS,
        DATABASE_CPU_MICROS
    }

    /** Hits and misses of a region. */
    record Hits(long hits, long misses) {
        Hits plus(Hits other) {
            return new Hits(hits + other.hits, misses + other.misses);
        }

        double ratio() {
            return hits + misses == 0 ? 0 : (double) hits / (hits + misses);
        }
    }

    static WorkerReport empty() {
        return new WorkerReport(Map.of(), Tally.newHistogram(), Map.of());
    }

    /**
     * What a worker counted in a window.
     *
     * @param others what neither the tally nor the statistics know
     */
    static WorkerReport of(Map<Count, Long> others, Tally tally, Statistics statistics) {
        var counts = new EnumMap<Count, Long>(others);
        counts.put(Count.REQUESTS, tally.requests.sum());
        counts.put(Count.CONFLICTS, tally.conflicts.sum());
        counts.put(Count.ERRORS, tally.errors.sum());
        counts.put(Count.STATEMENTS, statistics.getPrepareStatementCount());
        return new WorkerReport(counts, tally.micros, hitsOf(statistics));
    }

    /** This and one more count. */
    WorkerReport with(Count count, long value) {
        var more = new TreeMap<>(counts);
        more.put(count, value);
        return new WorkerReport(more, micros, regions);
    }

    /** Of all that was counted only what must be 0. */
    WorkerReport failures() {
        return new WorkerReport(
                Map.of(
                        Count.ERRORS,
                        count(Count.ERRORS),
                        Count.STALE_READS,
                        count(Count.STALE_READS)),
                Tally.newHistogram(),
                Map.of());
    }

    private static Map<String, Hits> hitsOf(Statistics statistics) {
        var regions = new TreeMap<String, Hits>();
        for (String name : statistics.getSecondLevelCacheRegionNames()) {
            var region = statistics.getCacheRegionStatistics(name);
            if (region != null && !name.startsWith("default-")) {
                regions.put(name, new Hits(region.getHitCount(), region.getMissCount()));
            }
        }
        var queries =
                new Hits(statistics.getQueryCacheHitCount(), statistics.getQueryCacheMissCount());
        if (queries.hits() + queries.misses() > 0) {
            regions.put(QUERIES, queries);
        }
        return regions;
    }

    /** This and another worker's report of the same window. */
    WorkerReport beside(WorkerReport other) {
        return then(other)
                .with(Count.MILLIS, Math.max(count(Count.MILLIS), other.count(Count.MILLIS)));
    }

    /** This and the report of a later window. */
    WorkerReport then(WorkerReport later) {
        var sums = new TreeMap<>(counts);
        later.counts.forEach((count, value) -> sums.merge(count, value, Long::sum));
        var histogram = Tally.newHistogram();
        histogram.add(micros);
        histogram.add(later.micros);
        var hits = new TreeMap<>(regions);
        later.regions.forEach((region, more) -> hits.merge(region, more, Hits::plus));
        return new WorkerReport(sums, histogram, hits);
    }

    long count(Count count) {
        return counts.getOrDefault(count, 0L);
    }

    double perRequest(Count count) {
        return (double) count(count) / Math.max(1, count(Count.REQUESTS));
    }

    /** Of all processes of which it is known. */
    double cpuMicrosPerRequest() {
        return perRequest(Count.CPU_MICROS)
                + perRequest(Count.REDIS_CPU_MICROS)
                + perRequest(Count.DATABASE_CPU_MICROS);
    }

    double requestsPerSecond() {
        return 1_000.0 * count(Count.REQUESTS) / Math.max(1, count(Count.MILLIS));
    }

    double millisAt(double percentile) {
        return micros.getValueAtPercentile(percentile) / 1_000.0;
    }

    /** The hit ratio over the regions of entities, collections and natural ids. */
    double hitRatio() {
        return regions.entrySet().stream()
                .filter(region -> !region.getKey().equals(QUERIES))
                .map(Map.Entry::getValue)
                .reduce(new Hits(0, 0), Hits::plus)
                .ratio();
    }

    /** How many of the hits took no message. */
    double nearHitRatio() {
        return (double) count(Count.NEAR_HITS) / Math.max(1, count(Count.HITS));
    }

    static boolean isReport(String line) {
        return line.startsWith(PREFIX);
    }

    String toLine() {
        var line = new StringBuilder(PREFIX);
        counts.forEach((count, value) -> line.append(count).append('=').append(value).append(' '));
        regions.forEach(
                (name, hits) ->
                        line.append(
                                "region:%s=%d/%d ".formatted(name, hits.hits(), hits.misses())));
        var buffer = ByteBuffer.allocate(micros.getNeededByteBufferCapacity());
        int length = micros.encodeIntoCompressedByteBuffer(buffer);
        byte[] encoded = Arrays.copyOf(buffer.array(), length);
        return line.append("micros=")
                .append(Base64.getEncoder().encodeToString(encoded))
                .toString();
    }

    /**
     * Parses the line that a worker prints.
     *
     * @throws IllegalArgumentException if it is none
     */
    static WorkerReport ofLine(String line) {
        var counts = new TreeMap<Count, Long>();
        var regions = new TreeMap<String, Hits>();
        Histogram micros = Tally.newHistogram();
        for (String word : line.substring(PREFIX.length()).split(" ", -1)) {
            int equals = word.indexOf('=');
            String key = word.substring(0, equals);
            String value = word.substring(equals + 1);
            if (key.equals("micros")) {
                micros = histogram(value);
            } else if (key.startsWith("region:")) {
                var both = value.split("/", -1);
                regions.put(
                        key.substring("region:".length()),
                        new Hits(Long.parseLong(both[0]), Long.parseLong(both[1])));
            } else {
                counts.put(Count.valueOf(key), Long.parseLong(value));
            }
        }
        return new WorkerReport(counts, micros, regions);
    }

    private static Histogram histogram(String base64) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(base64)), 0);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("not a histogram: " + base64, e);
        }
    }
}
