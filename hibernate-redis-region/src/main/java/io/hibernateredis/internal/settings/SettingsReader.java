package io.hibernateredis.internal.settings;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings below one prefix, as text or as objects, and records which were read, so that
 * unknown ones can be reported.
 */
public final class SettingsReader {

    public static final String PREFIX = "hibernate.cache.redis.";

    private static final String REGIONS = PREFIX + "regions.";
    private static final List<String> OF_REGIONS =
            List.of("ttl", "near", "compression", "encryption");
    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|min|h|d)");

    private final Map<String, Object> configuration;
    private final Set<String> known = new LinkedHashSet<>();

    public SettingsReader(Map<String, Object> configuration) {
        this.configuration = configuration;
    }

    @Nullable Object object(String name) {
        known.add(PREFIX + name);
        Object value = configuration.get(PREFIX + name);
        return value instanceof String text ? text.strip() : value;
    }

    /** An object that the application has set itself. */
    <T> @Nullable T instance(String name, Class<T> type) {
        Object value = object(name);
        if (value == null || type.isInstance(value)) {
            return type.cast(value);
        }
        throw new IllegalArgumentException(
                PREFIX
                        + name
                        + " must be a "
                        + type.getName()
                        + ", but was a "
                        + value.getClass().getName());
    }

    String text(String name, String defaultValue) {
        Object value = object(name);
        return value == null ? defaultValue : value.toString();
    }

    /** A comma-separated list. */
    Set<String> list(String name) {
        String text = text(name, "");
        return text.isEmpty()
                ? Set.of()
                : new LinkedHashSet<>(Arrays.asList(text.split("\\s*,\\s*", -1)));
    }

    int integer(String name, int defaultValue) {
        Object value = object(name);
        if (value == null) {
            return defaultValue;
        }
        try {
            return value instanceof Integer number ? number : Integer.parseInt(value.toString());
        } catch (NumberFormatException e) {
            throw malformed(name, "must be a whole number", value);
        }
    }

    /**
     * {@code 500ms}, {@code 10s}, {@code 5m}, {@code 2h}, {@code 1d}, {@code PT10S}, or a number of
     * milliseconds.
     */
    public Duration duration(String name, Duration defaultValue) {
        Object value = object(name);
        if (value == null) {
            return defaultValue;
        }
        if (value instanceof Duration duration) {
            return duration;
        }
        if (value instanceof Number millis) {
            return Duration.ofMillis(millis.longValue());
        }
        try {
            return parse(value.toString().toLowerCase(Locale.ROOT));
        } catch (DateTimeParseException | NumberFormatException | ArithmeticException e) {
            throw malformed(
                    name, "must be a duration such as 500ms, 10s, 5m, 2h, 1d or PT10S", value);
        }
    }

    private static Duration parse(String text) {
        Matcher matcher = SHORT_DURATION.matcher(text);
        if (!matcher.matches()) {
            boolean millis = !text.isEmpty() && text.chars().allMatch(Character::isDigit);
            return millis ? Duration.ofMillis(Long.parseLong(text)) : Duration.parse(text);
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> Duration.ofMinutes(count);
        };
    }

    <E extends Enum<E>> E choice(String name, Class<E> type, E defaultValue) {
        Object value = object(name);
        if (value == null) {
            return defaultValue;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant == value || constant.name().equalsIgnoreCase(value.toString())) {
                return constant;
            }
        }
        String choices = Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT);
        throw malformed(name, "must be one of " + choices, value);
    }

    /** The regions that have settings of their own. */
    Set<String> regions() {
        Set<String> regions = new TreeSet<>();
        for (String name : configuration.keySet()) {
            int end = name.lastIndexOf('.');
            if (name.startsWith(REGIONS) && end > REGIONS.length()) {
                regions.add(name.substring(REGIONS.length(), end));
            }
        }
        return regions;
    }

    void rejectUnknown() {
        for (String name : configuration.keySet()) {
            if (name.startsWith(PREFIX) && !known.contains(name)) {
                throw new IllegalArgumentException(
                        name + " is not a setting; did you mean " + nearest(name) + "?");
            }
        }
    }

    private String nearest(String name) {
        if (name.startsWith(REGIONS)) {
            String own = name.substring(name.lastIndexOf('.') + 1);
            return REGIONS + "<region>." + nearest(own, OF_REGIONS.stream());
        }
        return nearest(name, known.stream().filter(each -> !each.startsWith(REGIONS)));
    }

    private static String nearest(String name, Stream<String> candidates) {
        return candidates
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .orElseThrow();
    }

    /** Levenshtein's edit distance, by the two-row form of Wagner and Fischer. */
    public static int distance(String one, String other) {
        int[] previous = new int[other.length() + 1];
        Arrays.setAll(previous, i -> i);
        for (int i = 1; i <= one.length(); i++) {
            int[] current = new int[other.length() + 1];
            current[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = previous[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[other.length()];
    }

    private static IllegalArgumentException malformed(String name, String rule, Object value) {
        return new IllegalArgumentException(PREFIX + name + " " + rule + ", but was " + value);
    }
}
