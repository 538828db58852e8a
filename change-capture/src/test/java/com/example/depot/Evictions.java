package com.example.depot;

import io.hibernateredis.capture.CaptureSettings;
import io.hibernateredis.capture.ChangeCapture;
import io.hibernateredis.external.ExternalWrites;
import io.hibernateredis.external.RowChange;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;

/** Tells the cache of rows that others have written. */
public final class Evictions {

    private Evictions() {}

    public static void byHand(
            SessionFactory sessionFactory, Map<String, Object> before, Map<String, Object> after) {
        // documentation: begin
        ExternalWrites cache = ExternalWrites.of(sessionFactory);
        // Any rows, also for TRUNCATE.
        cache.evictTables("item", "shelf");
        // The row with this key.
        cache.evictRows("item", Map.of("id", 42));
        // Rows that had, and have, this value.
        cache.evictRows("item", Map.of("shelf_id", 7));
        // As a trigger sees it.
        cache.evict(List.of(RowChange.updated("item", before, after)));
        // documentation: end
    }

    public static ChangeCapture capture(SessionFactory sessionFactory, String password)
            throws SQLException {
        // documentation: begin
        var settings =
                CaptureSettings.of("jdbc:postgresql://db/shop").withUser("capture", password);
        ChangeCapture capture = ChangeCapture.start(sessionFactory, settings);
        // documentation: end
        return capture;
    }
}
