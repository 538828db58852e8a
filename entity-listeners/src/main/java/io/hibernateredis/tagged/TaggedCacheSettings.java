package io.hibernateredis.tagged;

import io.hibernateredis.tagged.internal.ValueSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How a {@link TaggedCache} keeps values. Immutable.
 *
 * @param namespace whose keys these are; caches of one name share values; not empty
 * @param ttl how long a value is served; at least 1 ms; default 10 min
 * @param ttls the same for keys of a kind, which is what stands before their first colon
 * @param grace how long after that a value that was not invalidated is served while one thread
 *     computes it again; 0 for never; default 0
 * @param eagerness how early values are computed again before they expire, relative to how long
 *     that takes; 0 for never; default 1
 * @param patience how long a caller waits for another computation of the same value before it
 *     computes the value as well; at least 1 ms; default 5 s
 * @param acrossJvms whether it waits for computations of other JVMs, too; default true
 */
public record TaggedCacheSettings(
        String namespace,
        Duration ttl,
        Map<String, Duration> ttls,
        Duration grace,
        double eagerness,
        Duration patience,
        boolean acrossJvms) {

    private static final Duration LEAST = Duration.ofMillis(1);

    public TaggedCacheSettings {
        require(!namespace.isEmpty(), "namespace must not be empty");
        requireTtl("ttl", ttl);
        ttls.forEach((kind, ofKind) -> requireTtl("ttl of " + kind, ofKind));
        require(!grace.isNegative(), "grace must be at least 0, but was " + grace);
        require(eagerness >= 0, "eagerness must be at least 0, but was " + eagerness);
        requireTtl("patience", patience);
        ttls = Map.copyOf(ttls);
    }

    /** All defaults. */
    public static TaggedCacheSettings of(String namespace) {
        return new TaggedCacheSettings(
                namespace,
                Duration.ofMinutes(10),
                Map.of(),
                Duration.ZERO,
                1,
                Duration.ofSeconds(5),
                true);
    }

    public TaggedCacheSettings withTtl(Duration ttl) {
        return new TaggedCacheSettings(
                namespace, ttl, ttls, grace, eagerness, patience, acrossJvms);
    }

    /** With another time to live for the keys of a kind. */
    public TaggedCacheSettings withTtl(String kind, Duration ttl) {
        Map<String, Duration> more = new HashMap<>(ttls);
        more.put(kind, ttl);
        return new TaggedCacheSettings(
                namespace, this.ttl, more, grace, eagerness, patience, acrossJvms);
    }

    public TaggedCacheSettings withGrace(Duration grace) {
        return new TaggedCacheSettings(
                namespace, ttl, ttls, grace, eagerness, patience, acrossJvms);
    }

    public TaggedCacheSettings withEagerness(double eagerness) {
        return new TaggedCacheSettings(
                namespace, ttl, ttls, grace, eagerness, patience, acrossJvms);
    }

    public TaggedCacheSettings withPatience(Duration patience) {
        return new TaggedCacheSettings(
                namespace, ttl, ttls, grace, eagerness, patience, acrossJvms);
    }

    public TaggedCacheSettings withAcrossJvms(boolean acrossJvms) {
        return new TaggedCacheSettings(
                namespace, ttl, ttls, grace, eagerness, patience, acrossJvms);
    }

    Duration ttlOf(String key) {
        int colon = key.indexOf(':');
        return colon < 0 ? ttl : ttls.getOrDefault(key.substring(0, colon), ttl);
    }

    ValueSettings ofValues() {
        return new ValueSettings(namespace, ttl, grace, eagerness, patience, acrossJvms);
    }

    private static void requireTtl(String name, Duration value) {
        require(value.compareTo(LEAST) >= 0, name + " must be at least 1 ms, but was " + value);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
