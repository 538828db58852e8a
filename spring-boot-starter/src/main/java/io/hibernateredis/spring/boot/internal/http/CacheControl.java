package io.hibernateredis.spring.boot.internal.http;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A value of {@code Cache-Control}. Immutable.
 *
 * @param isPrivate whether only the client itself may keep a response, so that it may depend on its
 *     user
 * @param isNoStore whether nobody may keep it
 */
record CacheControl(String text, boolean isPrivate, boolean isNoStore) {

    /** Those that have a number of seconds. */
    private static final Set<String> TIMED =
            Set.of("max-age", "s-maxage", "stale-while-revalidate", "stale-if-error");

    private static final Set<String> PLAIN =
            Set.of(
                    "public",
                    "private",
                    "no-cache",
                    "no-store",
                    "must-revalidate",
                    "proxy-revalidate",
                    "must-understand",
                    "no-transform",
                    "immutable");

    /**
     * @throws IllegalArgumentException whose message is the rule that is broken
     */
    static CacheControl parse(String text) {
        Map<String, String> directives = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            String directive = part.strip().toLowerCase(Locale.ROOT);
            String name = directive.replaceFirst("=.*", "");
            check(name, directive);
            if (directives.put(name, directive) != null) {
                throw new IllegalArgumentException("must have " + name + " only once");
            }
        }
        Set<String> names = directives.keySet();
        if (names.contains("public") && names.contains("private")) {
            throw new IllegalArgumentException("must not be both public and private");
        }
        if (names.contains("private") && names.contains("s-maxage")) {
            throw new IllegalArgumentException(
                    "must not be private with s-maxage, which is for shared caches");
        }
        if (names.contains("no-store") && names.size() > 1) {
            throw new IllegalArgumentException("must have nothing beside no-store");
        }
        return new CacheControl(
                String.join(", ", directives.values()),
                names.contains("private"),
                names.contains("no-store"));
    }

    private static void check(String name, String directive) {
        boolean isTimed = TIMED.contains(name);
        if (!isTimed && !PLAIN.contains(name)) {
            throw new IllegalArgumentException(
                    "must consist of "
                            + String.join(", ", new java.util.TreeSet<>(PLAIN))
                            + ", and of "
                            + String.join(", ", new java.util.TreeSet<>(TIMED))
                            + " with =seconds");
        }
        if (isTimed ? !directive.matches("[a-z-]+=\\d{1,9}") : !directive.equals(name)) {
            throw new IllegalArgumentException(
                    isTimed
                            ? "must have " + name + "= with 0 to 999999999 seconds"
                            : "must have " + name + " without a value");
        }
    }
}
