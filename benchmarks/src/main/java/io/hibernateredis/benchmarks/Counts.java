package io.hibernateredis.benchmarks;

import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;

/** What Hibernate counted since its statistics were cleared, summed over session factories. */
record Counts(long statements, long hits, long misses) {

    static Counts of(List<SessionFactory> factories) {
        long statements = 0;
        long hits = 0;
        long misses = 0;
        for (SessionFactory factory : factories) {
            Statistics counted = factory.getStatistics();
            statements += counted.getPrepareStatementCount();
            hits +=
                    counted.getSecondLevelCacheHitCount()
                            + counted.getNaturalIdCacheHitCount()
                            + counted.getQueryCacheHitCount();
            misses +=
                    counted.getSecondLevelCacheMissCount()
                            + counted.getNaturalIdCacheMissCount()
                            + counted.getQueryCacheMissCount();
        }
        return new Counts(statements, hits, misses);
    }
}
