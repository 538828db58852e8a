package io.hibernateredis.query;

import io.hibernateredis.region.QueryResults;
import io.hibernateredis.store.Tag;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;
import org.jspecify.annotations.Nullable;

/** What the result of a query depends on: all rows of the tables that it reads. Immutable. */
final class Dependencies {

    private final Set<String> tables;
    private final Set<Tag> tags;

    private Dependencies(Set<String> tables, Set<Tag> tags) {
        this.tables = tables;
        this.tags = tags;
    }

    static Dependencies ofTables(Set<String> tables, QueryResults results) {
        return new Dependencies(
                Set.copyOf(tables),
                tables.stream().map(results::table).collect(Collectors.toUnmodifiableSet()));
    }

    /** Why the result must not be cached, or null if it may be. */
    @Nullable String whyNotCacheable() {
        return tables.isEmpty() ? "it does not say which tables it reads" : null;
    }

    /** The tables, as the mapping spells them, of which all rows and columns count. */
    Map<String, WideningReason> widened() {
        Map<String, WideningReason> widened = new TreeMap<>();
        tables.forEach(table -> widened.put(table, WideningReason.DECLARED));
        return widened;
    }

    /** What the result of one execution depends on. */
    Set<Tag> tags(JdbcParameterBindings bindings) {
        return tags;
    }
}
