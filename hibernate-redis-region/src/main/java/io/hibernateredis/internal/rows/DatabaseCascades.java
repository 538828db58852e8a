package io.hibernateredis.internal.rows;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.hibernate.boot.Metadata;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.mapping.ForeignKey;
import org.hibernate.mapping.Table;

/**
 * The rows that the database itself deletes or changes when rows they refer to are deleted ({@code
 * on delete cascade}, {@code set null}, {@code set default}). Hibernate is not notified of them, so
 * everything in their tables is invalidated. Thread-safe.
 */
final class DatabaseCascades {

    private final SessionFactoryImplementor sessionFactory;
    private final Map<String, Set<String>> dependents = new HashMap<>();

    DatabaseCascades(SessionFactoryImplementor sessionFactory, Metadata metadata) {
        this.sessionFactory = sessionFactory;
        Map<String, Set<String>> direct = new HashMap<>();
        for (Table table : metadata.collectTableMappings()) {
            for (ForeignKey key : table.getForeignKeyCollection()) {
                if (key.getOnDeleteAction() != null && key.getReferencedTable() != null) {
                    direct.computeIfAbsent(nameOf(key.getReferencedTable()), x -> new HashSet<>())
                            .add(nameOf(table));
                }
            }
        }
        direct.keySet().forEach(table -> dependents.put(table, reachable(table, direct)));
    }

    private String nameOf(Table table) {
        return sessionFactory.getSqlStringGenerationContext().format(table.getQualifiedTableName());
    }

    private static Set<String> reachable(String from, Map<String, Set<String>> direct) {
        Set<String> reached = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(direct.getOrDefault(from, Set.of()));
        while (!next.isEmpty()) {
            String table = next.remove();
            if (reached.add(table)) {
                next.addAll(direct.getOrDefault(table, Set.of()));
            }
        }
        return reached;
    }

    /** The tables whose rows may be deleted or changed when rows of a table are deleted. */
    Set<String> of(String table) {
        return dependents.getOrDefault(table, Set.of());
    }
}
