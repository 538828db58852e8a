package com.example.depot;

import io.hibernateredis.CacheUnreachableException;
import io.hibernateredis.external.ExternalWrites;
import io.hibernateredis.external.RowChange;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import tools.jackson.databind.ObjectMapper;

/** Evicts what triggers tell of. */
public final class TriggerListener implements Runnable {

    private final ExternalWrites cache;
    private final String url;
    private final String[] tables;
    private final ObjectMapper json = new ObjectMapper();
    private volatile boolean closed;
    private final AtomicLong evicted = new AtomicLong();

    public TriggerListener(ExternalWrites cache, String url, String... tables) {
        this.cache = cache;
        this.url = url;
        this.tables = tables;
    }

    // documentation: begin
    @Override
    public void run() {
        while (!closed) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement()) {
                statement.execute("listen hibernate_redis");
                // What was told while no one listened is lost.
                evict(List.of(tables).stream().map(RowChange::anyRows).toList());
                while (!closed) {
                    evictTold(connection.unwrap(PGConnection.class).getNotifications(100));
                }
            } catch (SQLException e) {
                // Connects again.
            }
        }
    }

    private void evictTold(PGNotification[] told) {
        List<RowChange> changes = new ArrayList<>();
        for (PGNotification each : told) {
            Map<?, ?> change = json.readValue(each.getParameter(), Map.class);
            changes.add(change((String) change.get("table"), change.get("old"), change.get("new")));
        }
        evict(changes);
    }

    @SuppressWarnings("unchecked")
    private static RowChange change(String table, Object before, Object after) {
        if (before == null && after == null) {
            return RowChange.anyRows(table);
        }
        if (before == null) {
            return RowChange.inserted(table, (Map<String, ?>) after);
        }
        return after == null
                ? RowChange.deleted(table, (Map<String, ?>) before)
                : RowChange.updated(table, (Map<String, ?>) before, (Map<String, ?>) after);
    }

    private void evict(List<RowChange> changes) {
        for (boolean done = changes.isEmpty(); !done && !closed; ) {
            try {
                cache.evict(changes);
                done = true;
            } catch (CacheUnreachableException e) {
                // Pending in this JVM; told again, in case this JVM ends before Redis is back.
            }
        }
        evicted.addAndGet(changes.size());
    }

    // documentation: end

    public long evicted() {
        return evicted.get();
    }

    public void close() {
        closed = true;
    }
}
