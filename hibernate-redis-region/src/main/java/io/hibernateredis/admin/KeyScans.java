package io.hibernateredis.admin;

import io.hibernateredis.admin.SizeReport.RegionSize;
import io.hibernateredis.internal.protocol.KeyNames;
import io.hibernateredis.internal.store.Inspector;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Looks at the keys of a namespace, for a bounded time. Thread-safe. */
final class KeyScans {

    static final int MOST_KEYS = 1000;

    private static final long LONGEST_NANOS = Duration.ofMillis(250).toNanos();
    private static final int KEYS_A_STEP = 1000;
    private static final int SAMPLED_OF_A_REGION = 20;
    private static final int SAMPLED = 1000;
    private static final int LONGEST_PATTERN = 512;
    private static final int LONGEST_NAME = 4096;
    private static final Pattern CURSOR = Pattern.compile("(\\d{1,20})(?:\\+(\\d{1,9}))?");

    private final Inspector inspector;

    KeyScans(Inspector inspector) {
        this.inspector = inspector;
    }

    /** Where a scan goes on: Redis' own cursor, and how many of the keys that follow were given. */
    private record Cursor(String redis, int given) {

        static Cursor parse(@Nullable String text) {
            if (text == null || text.isEmpty()) {
                return new Cursor(Inspector.START, 0);
            }
            var parts = CURSOR.matcher(text);
            if (!parts.matches() || !isOfRedis(parts.group(1))) {
                throw new InvalidRequestException(
                        "cursor", text, "must be one that the page before has given");
            }
            return new Cursor(
                    parts.group(1), parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2)));
        }

        /** An unsigned number of 64 bits. */
        private static boolean isOfRedis(String digits) {
            return new BigInteger(digits).bitLength() <= Long.SIZE;
        }

        @Nullable String text() {
            if (given > 0) {
                return redis + "+" + given;
            }
            return redis.equals(Inspector.START) ? null : redis;
        }
    }

    static void checkPattern(String pattern) {
        String rule = null;
        if (pattern.isEmpty() || pattern.length() > LONGEST_PATTERN) {
            rule = "must have 1 to " + LONGEST_PATTERN + " characters";
        } else if (pattern.chars().anyMatch(Character::isISOControl)) {
            rule = "must have no control characters";
        } else if (!isClosed(pattern)) {
            rule = "must close each [ and escape something with each backslash";
        }
        if (rule != null) {
            throw new InvalidRequestException("pattern", pattern, rule);
        }
    }

    /** Longer than any: of a long id, the name holds a hash. */
    static void checkName(String name) {
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new InvalidRequestException(
                    "name",
                    name.substring(0, Math.min(name.length(), LONGEST_PATTERN)),
                    "must have 1 to " + LONGEST_NAME + " characters, and not be blank");
        }
    }

    private static boolean isClosed(String pattern) {
        boolean open = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\') {
                i++;
                if (i == pattern.length()) {
                    return false;
                }
            } else if (c == '[') {
                open = true;
            } else if (c == ']') {
                open = false;
            }
        }
        return !open;
    }

    static void checkLimit(int limit) {
        if (limit < 1 || limit > MOST_KEYS) {
            throw new InvalidRequestException(
                    "limit", String.valueOf(limit), "must be 1 to " + MOST_KEYS);
        }
    }

    /** The names of entries that match a pattern. */
    KeyPage entries(String pattern, int limit, @Nullable String cursor) {
        checkPattern(pattern);
        return page(inspector.names().entries(pattern), limit, cursor, false);
    }

    /** All keys that live for ever, but those of the index. */
    KeyPage withoutTimeToLive(int limit, @Nullable String cursor) {
        return page(inspector.names().all(), limit, cursor, true);
    }

    private KeyPage page(byte[] pattern, int limit, @Nullable String from, boolean lasting) {
        checkLimit(limit);
        Cursor cursor = Cursor.parse(from);
        List<String> names = new ArrayList<>();
        long end = System.nanoTime() + LONGEST_NANOS;
        do {
            Inspector.Page page = inspector.scan(pattern, cursor.redis(), KEYS_A_STEP);
            List<byte[]> keys = lasting ? lasting(page.keys()) : page.keys();
            // A page whose keys have changed since may be shorter.
            int first = Math.min(cursor.given(), keys.size());
            int last = Math.min(keys.size(), first + limit - names.size());
            keys.subList(first, last).forEach(key -> names.add(nameOf(key, lasting)));
            cursor =
                    last < keys.size()
                            ? new Cursor(cursor.redis(), last)
                            : new Cursor(page.cursor(), 0);
        } while (cursor.text() != null && names.size() < limit && System.nanoTime() - end < 0);
        return new KeyPage(names, cursor.text());
    }

    /** An entry that is stored again meanwhile, with a time to live, is a miss. */
    long sweep() {
        long swept = 0;
        String cursor = Inspector.START;
        do {
            Inspector.Page page = inspector.scan(inspector.names().all(), cursor, KEYS_A_STEP);
            List<byte[]> keys = lasting(page.keys());
            swept += keys.isEmpty() ? 0 : inspector.delete(keys);
            cursor = page.cursor();
        } while (!cursor.equals(Inspector.START));
        return swept;
    }

    private String nameOf(byte[] key, boolean lasting) {
        return lasting
                ? inspector.names().shown(key)
                : Objects.requireNonNull(inspector.names().entry(key));
    }

    private List<byte[]> lasting(List<byte[]> keys) {
        List<byte[]> candidates =
                keys.stream().filter(key -> !inspector.names().isOfIndex(key)).toList();
        List<Long> times = inspector.timesToLive(candidates);
        List<byte[]> lasting = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            if (times.get(i) == -1) {
                lasting.add(candidates.get(i));
            }
        }
        return lasting;
    }

    /** What was found of a region. */
    private static final class Found {

        private long entries;
        private final List<byte[]> sample = new ArrayList<>();
    }

    SizeReport sizes() {
        Map<String, Found> regions = new TreeMap<>();
        byte[] pattern = inspector.names().entries("*");
        long end = System.nanoTime() + LONGEST_NANOS;
        long looked = 0;
        String cursor = Inspector.START;
        do {
            Inspector.Page page = inspector.scan(pattern, cursor, KEYS_A_STEP);
            page.keys().forEach(key -> note(regions, key));
            looked += KEYS_A_STEP;
            cursor = page.cursor();
        } while (!cursor.equals(Inspector.START) && System.nanoTime() - end < 0);
        boolean complete = cursor.equals(Inspector.START);
        double times = complete ? 1 : Math.max(1, (double) inspector.databaseSize() / looked);
        long[] index = inspector.indexSize();
        return new SizeReport(complete, index[0], index[1], sizes(regions, times));
    }

    private void note(Map<String, Found> regions, byte[] key) {
        String region = KeyNames.region(Objects.requireNonNull(inspector.names().entry(key)));
        Found found = regions.computeIfAbsent(region, name -> new Found());
        found.entries++;
        if (found.sample.size() < SAMPLED_OF_A_REGION) {
            found.sample.add(key);
        }
    }

    private List<RegionSize> sizes(Map<String, Found> regions, double times) {
        List<RegionSize> sizes = new ArrayList<>();
        int sampled = 0;
        for (var each : regions.entrySet()) {
            Found found = each.getValue();
            List<byte[]> sample = sampled < SAMPLED ? found.sample : List.of();
            sampled += sample.size();
            long entries = Math.round(found.entries * times);
            List<Long> bytes = sample.isEmpty() ? null : inspector.memory(sample);
            sizes.add(
                    new RegionSize(
                            each.getKey(),
                            entries,
                            bytes == null || bytes.isEmpty()
                                    ? null
                                    : Math.round(mean(bytes) * entries),
                            timeToLive(sample)));
        }
        return sizes;
    }

    private @Nullable Duration timeToLive(List<byte[]> sample) {
        if (sample.isEmpty()) {
            return null;
        }
        List<Long> times =
                inspector.timesToLive(sample).stream().filter(millis -> millis >= 0).toList();
        return times.isEmpty() ? null : Duration.ofMillis(Math.round(mean(times)));
    }

    private static double mean(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).average().orElse(0);
    }
}
