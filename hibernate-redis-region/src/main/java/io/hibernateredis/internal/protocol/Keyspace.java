package io.hibernateredis.internal.protocol;

import io.hibernateredis.internal.protection.BodyForm;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one kind: those of one role (an entity hierarchy, a collection, a natural id) in
 * one region. They share a floor, so they can be invalidated together at the cost of one write.
 * Immutable.
 *
 * <p>An entry's name is {@code region#id}, {@code region#role#id} or {@code region#role#tenant#id}:
 * by the number of its parts no two of them are alike, since {@code #} is escaped within each.
 */
public final class Keyspace {

    private static final Duration MAX_TTL = Duration.ofDays(36_525);

    private final String name;
    private final String region;
    private final String role;
    private final String start;
    private final Tag floor;
    private final long ttlMillis;
    private final boolean near;
    private final BodyForm form;

    /**
     * @param region the region's name, prefix included
     * @param role what distinguishes the kinds of entries that share the region
     * @param ttl how long an entry lives after it is stored, at least 1 ms
     */
    public Keyspace(String region, String role, Duration ttl) {
        this(region, role, ttl, true, BodyForm.PLAIN);
    }

    /**
     * As {@link #Keyspace(String, String, Duration)}.
     *
     * @param near whether its entries are kept near, where entries are
     * @param form in which their bodies are stored
     */
    public Keyspace(String region, String role, Duration ttl, boolean near, BodyForm form) {
        this.name = region;
        this.region = escaped(region);
        this.role = escaped(role);
        String own = this.region.equals(this.role) ? this.region : this.region + "#" + this.role;
        this.start = own + "#";
        this.floor = Tag.floor(own);
        if (ttl.compareTo(Duration.ofMillis(1)) < 0 || ttl.compareTo(MAX_TTL) > 0) {
            throw new IllegalArgumentException(
                    "ttl of " + region + " must be 1 ms to 100 years, but was " + ttl);
        }
        this.ttlMillis = ttl.toMillis();
        this.near = near;
        this.form = form;
    }

    private Keyspace(String own) {
        this.name = own;
        this.region = own;
        this.role = own;
        this.start = own + "#";
        this.floor = Tag.floor(own);
        this.ttlMillis = 1;
        this.near = false;
        this.form = BodyForm.PLAIN;
    }

    /** One that is only invalidated: as another JVM names it. */
    static Keyspace invalidated(String own) {
        return new Keyspace(own);
    }

    /** What {@link #invalidated} takes. */
    String own() {
        return start.substring(0, start.length() - 1);
    }

    /** An entry by its name. */
    Entry named(String entry) {
        return new Entry("", entry, this);
    }

    /**
     * The entry with an id.
     *
     * @param id must not hold {@code #}, and differ for different ids
     */
    public Entry entry(@Nullable String tenant, String id) {
        return new Entry(
                tenant == null ? start : region + "#" + role + "#" + escaped(tenant) + "#",
                id,
                this);
    }

    /** The tag whose invalidation clears this keyspace. */
    public Tag floor() {
        return floor;
    }

    /** The region's name, prefix included. */
    public String region() {
        return name;
    }

    public long ttlMillis() {
        return ttlMillis;
    }

    /** Whether its entries are kept in the memory of a JVM that keeps any there. */
    public boolean isNear() {
        return near;
    }

    /** In which form the bodies of its entries are stored. */
    BodyForm form() {
        return form;
    }

    private static String escaped(String part) {
        return part.replace("%", "%25").replace("#", "%23");
    }

    static String unescaped(String part) {
        return part.replace("%23", "#").replace("%25", "%");
    }

    @Override
    public String toString() {
        return floor.toString();
    }
}
