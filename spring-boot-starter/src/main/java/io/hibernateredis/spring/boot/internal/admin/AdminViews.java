package io.hibernateredis.spring.boot.internal.admin;

import io.hibernateredis.admin.CacheStatus;
import io.hibernateredis.admin.CachedEntry;
import io.hibernateredis.admin.HotKey;
import io.hibernateredis.admin.Invalidation;
import io.hibernateredis.admin.KeyPage;
import io.hibernateredis.admin.RegionStatistics;
import io.hibernateredis.admin.SeenQuery;
import io.hibernateredis.admin.SizeReport;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is answered, as it is written as JSON: times as ISO texts, durations in milliseconds. */
final class AdminViews {

    /** Texts and numbers in a statement: they may be data. */
    private static final Pattern LITERAL = Pattern.compile("'(?:[^']|'')*'|\\b\\d+(?:\\.\\d+)?\\b");

    private AdminViews() {}

    private static Map<String, @Nullable Object> map(@Nullable Object... pairs) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return map;
    }

    private static @Nullable Double millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toNanos() / 1e6;
    }

    static Map<String, ?> of(CacheStatus status) {
        return map(
                "namespace", status.namespace(),
                "server", status.server(),
                "readable", status.readable(),
                "circuitOpen", status.circuitOpen(),
                "trustAgeMillis", millis(status.trustAge()),
                "pendingInvalidations", status.pendingInvalidations(),
                "meanAnswerMillis", millis(status.meanAnswer()),
                "since", status.since().toString());
    }

    static Map<String, ?> of(RegionStatistics region) {
        return map(
                "region", region.region(),
                "hits", region.hits(),
                "nearHits", region.nearHits(),
                "misses", region.misses(),
                "hitRatio", region.hitRatio(),
                "puts", region.puts(),
                "refusedPuts", region.refusedPuts(),
                "invalidations", region.invalidations(),
                "checked", region.checked(),
                "stale", region.stale());
    }

    static Map<String, ?> of(SizeReport report) {
        return map(
                "complete", report.complete(),
                "indexTags", report.indexTags(),
                "indexRecent", report.indexRecent(),
                "regions",
                        report.regions().stream()
                                .map(
                                        each ->
                                                map(
                                                        "region", each.region(),
                                                        "entries", each.entries(),
                                                        "bytes", each.bytes(),
                                                        "timeToLiveMillis",
                                                                millis(each.timeToLive())))
                                .toList());
    }

    static Map<String, ?> of(KeyPage page) {
        return map("keys", page.names(), "cursor", page.cursor());
    }

    static Map<String, ?> of(CachedEntry entry) {
        return map(
                "name", entry.name(),
                "region", entry.region(),
                "role", entry.role(),
                "bytes", entry.bytes(),
                "timeToLiveMillis", millis(entry.timeToLive()),
                "loaded", entry.loaded() == null ? null : entry.loaded().toString(),
                "valid", entry.valid(),
                "reason", entry.reason(),
                "value", entry.value(),
                "whyNoValue", entry.whyNoValue());
    }

    static Map<String, ?> of(SeenQuery query, boolean showLiterals) {
        return map(
                "id", query.id(),
                "sql", showLiterals ? query.sql() : LITERAL.matcher(query.sql()).replaceAll("?"),
                "region", query.region(),
                "hits", query.hits(),
                "misses", query.misses(),
                "stale", query.stale(),
                "tables", query.tables().stream().sorted().toList(),
                "rowGroups", query.rowGroups(),
                "widened", query.widened(),
                "whyNotCacheable", query.whyNotCacheable());
    }

    static Map<String, ?> of(HotKey key) {
        return map(
                "name", key.name(),
                "region", key.region(),
                "lookups", key.lookups(),
                "hitRatio", key.hitRatio());
    }

    static Map<String, ?> of(Invalidation each, boolean showTags) {
        return map(
                "when", each.when().toString(),
                "cause", each.cause(),
                "count", each.count(),
                "places", each.places().stream().sorted().toList(),
                "tags", showTags ? each.tags() : null);
    }
}
