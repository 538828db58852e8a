package io.hibernateredis.capture;

import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Where changes are read from. Immutable; each method returns a copy.
 *
 * @param url of the database, as {@code jdbc:postgresql://host/database}
 * @param properties of its connections, such as {@code user} and {@code password}
 * @param slot the replication slot, which is made if it is missing: one for each namespace of the
 *     cache; lower-case letters, digits and underscores
 * @param publication what names the tables; it must exist
 * @param retry how long to wait before another attempt, 10 ms to 1 minute
 */
public record CaptureSettings(
        String url, Properties properties, String slot, String publication, Duration retry) {

    private static final Pattern SLOT = Pattern.compile("[a-z0-9_]{1,63}");
    private static final Duration LEAST_RETRY = Duration.ofMillis(10);
    private static final Duration MOST_RETRY = Duration.ofMinutes(1);

    public CaptureSettings {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    "url must begin with jdbc:postgresql:, but was " + url);
        }
        if (!SLOT.matcher(slot).matches()) {
            throw new IllegalArgumentException(
                    "slot must be 1 to 63 lower-case letters, digits or underscores, but was "
                            + slot);
        }
        if (retry.compareTo(LEAST_RETRY) < 0 || retry.compareTo(MOST_RETRY) > 0) {
            throw new IllegalArgumentException("retry must be 10ms to 1m, but was " + retry);
        }
        Objects.requireNonNull(publication);
        var copy = new Properties();
        copy.putAll(properties);
        properties = copy;
    }

    /** With slot and publication {@code hibernate_redis}, and another attempt after a second. */
    public static CaptureSettings of(String url) {
        return new CaptureSettings(
                url, new Properties(), "hibernate_redis", "hibernate_redis", Duration.ofSeconds(1));
    }

    /** As this user, who needs the attribute {@code REPLICATION} and may read the tables. */
    public CaptureSettings withUser(String user, String password) {
        var more = new Properties();
        more.putAll(properties);
        more.setProperty("user", user);
        more.setProperty("password", password);
        return new CaptureSettings(url, more, slot, publication, retry);
    }

    public CaptureSettings withSlot(String name) {
        return new CaptureSettings(url, properties, name, publication, retry);
    }

    public CaptureSettings withPublication(String name) {
        return new CaptureSettings(url, properties, slot, name, retry);
    }

    public CaptureSettings withRetry(Duration wait) {
        return new CaptureSettings(url, properties, slot, publication, wait);
    }

    /** Not the password. */
    @Override
    public String toString() {
        return "slot " + slot + ", publication " + publication;
    }
}
