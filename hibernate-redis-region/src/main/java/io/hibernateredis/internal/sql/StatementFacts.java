package io.hibernateredis.internal.sql;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What was found out about statements from their text. Forgets everything when it holds too many,
 * because applications may generate statements without end. Thread-safe.
 */
public final class StatementFacts<V> {

    private static final int MAX_CACHED = 2_000;

    private final Function<String, V> reader;
    private final Map<String, V> known = new ConcurrentHashMap<>();

    public StatementFacts(Function<String, V> reader) {
        this.reader = reader;
    }

    public V of(String sql) {
        V fact = known.get(sql);
        if (fact == null) {
            fact = reader.apply(sql);
            if (known.size() >= MAX_CACHED) {
                known.clear();
            }
            known.put(sql, fact);
        }
        return fact;
    }
}
