package io.hibernateredis.internal.query;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The statements whose results were looked up, in bounded number: if there are too many, the half
 * that is looked up less is forgotten. Thread-safe.
 */
public final class SeenQueries {

    static final int MOST = 500;

    private final Map<String, SeenQuery> seen = new ConcurrentHashMap<>();

    /**
     * The counts of a statement.
     *
     * @param region the unqualified name of its region
     * @param plan is asked if it is new
     */
    public SeenQuery of(String sql, String region, Supplier<SeenQuery.Plan> plan) {
        SeenQuery known = seen.get(sql);
        if (known != null) {
            return known;
        }
        if (seen.size() >= MOST) {
            forgetSome();
        }
        var added = new SeenQuery(sql, region, plan.get());
        SeenQuery other = seen.putIfAbsent(sql, added);
        return other == null ? added : other;
    }

    private synchronized void forgetSome() {
        if (seen.size() >= MOST) {
            top(MOST).subList(MOST / 2, MOST).forEach(each -> seen.remove(each.sql(), each));
        }
    }

    /** That of an {@linkplain SeenQuery#id id}, or null. */
    public @Nullable SeenQuery withId(String id) {
        return seen.values().stream().filter(each -> each.id().equals(id)).findFirst().orElse(null);
    }

    /** Those that were looked up most often, these first. */
    public List<SeenQuery> top(int most) {
        record Ranked(SeenQuery query, long lookups) {}
        return seen.values().stream()
                .map(each -> new Ranked(each, each.lookups()))
                .sorted(Comparator.comparingLong(Ranked::lookups).reversed())
                .limit(most)
                .map(Ranked::query)
                .toList();
    }
}
