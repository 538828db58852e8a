package io.hibernateredis.internal.store;

import io.hibernateredis.internal.protocol.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Which entries are looked up most, among a sample of all lookups. Keeps a bounded number of them:
 * a new one takes the place, and the count, of the least frequent, so that what is frequent is
 * never missing and counts are too high by at most {@link Counted#error}. Thread-safe.
 *
 * <p>A lookup that is not sampled costs a random number; one that is takes a lock.
 */
public final class KeySample {

    /** One lookup of so many is counted. */
    public static final int ONE_OF = 16;

    private static final int MOST = 512;

    private final Map<String, Counted> counts = new HashMap<>();

    /** How often an entry was looked up. Mutable; guarded by the sample. */
    private static final class Counted {

        private final String region;
        private long lookups;
        private long hits;
        private final long error;

        private Counted(String region, long error) {
            this.region = region;
            this.lookups = error;
            this.error = error;
        }
    }

    /**
     * An entry that is looked up often.
     *
     * @param name of the entry
     * @param lookups of the sample
     * @param hits of the sample, since it was last among these
     * @param error by how much the number of lookups is too high at most
     */
    public record HotKey(String name, String region, long lookups, long hits, long error) {}

    void note(Entry entry, boolean hit) {
        if (ThreadLocalRandom.current().nextInt(ONE_OF) == 0) {
            count(entry.name(), entry.keyspace().region(), hit);
        }
    }

    synchronized void count(String name, String region, boolean hit) {
        Counted counted = counts.get(name);
        if (counted == null) {
            counted = new Counted(region, counts.size() < MOST ? 0 : removeLeast());
            counts.put(name, counted);
        }
        counted.lookups++;
        if (hit) {
            counted.hits++;
        }
    }

    private long removeLeast() {
        String least = "";
        long fewest = Long.MAX_VALUE;
        for (Map.Entry<String, Counted> each : counts.entrySet()) {
            if (each.getValue().lookups < fewest) {
                fewest = each.getValue().lookups;
                least = each.getKey();
            }
        }
        counts.remove(least);
        return fewest;
    }

    /** Those that are looked up most often, these first. */
    public synchronized List<HotKey> top(int most) {
        List<HotKey> all = new ArrayList<>();
        counts.forEach(
                (name, its) ->
                        all.add(new HotKey(name, its.region, its.lookups, its.hits, its.error)));
        all.sort(Comparator.comparingLong(HotKey::lookups).reversed());
        return List.copyOf(all.subList(0, Math.min(most, all.size())));
    }
}
