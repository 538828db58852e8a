package io.hibernateredis.internal.protocol;

import io.hibernateredis.OnUnreachable;
import io.hibernateredis.internal.protection.Bodies;
import io.hibernateredis.internal.protection.ProtectionKeys;
import io.hibernateredis.internal.redis.RedisServer;
import java.time.Duration;

/**
 * How the protocol runs. Immutable.
 *
 * @param namespace begins every key; stores of different namespaces never meet; 1 to 64 characters
 *     of A-Z a-z 0-9 . _ -, and as many behind an {@code @} if it is one database's; default {@code
 *     hr}
 * @param lease how long a writer that died hides what it changed; from 100 ms to {@link
 *     #LONGEST_LEASE}; default 10 s
 * @param heartbeat how often a store proves that its server takes writes; 10 ms to 1 min; default
 *     300 ms
 * @param trust how long reads rely on such a proof; longer than {@code heartbeat}, at most {@link
 *     #LONGEST_TRUST}; default 1 s
 * @param failures how many failures in a row stop all calls until a heartbeat gets through; at
 *     least 1; default 3
 * @param onUnreachable what becomes of a transaction that cannot announce what it changed; default
 *     commit
 * @param tags most tags kept in the index, at least 1000; beyond, the oldest go, and with them what
 *     was loaded before; default 100000
 * @param recent most entries remembered as recently written, at least 1000; default 200000
 * @param horizon how long a load may take and still be put, 1 s to {@link #LONGEST_HORIZON};
 *     default 10 min
 * @param maxEntrySize most bytes that the body of an entry may have, 1024 to 512 MB; larger ones
 *     are neither stored nor read; default 16 MB
 * @param maxArguments most arguments that one command may have, 1000 to 1048576; default 3000
 * @param keys by which bodies and names are encrypted; default none
 */
public record StoreSettings(
        String namespace,
        Duration lease,
        Duration heartbeat,
        Duration trust,
        int failures,
        OnUnreachable onUnreachable,
        int tags,
        int recent,
        Duration horizon,
        int maxEntrySize,
        int maxArguments,
        ProtectionKeys keys) {

    /**
     * A lease may be no longer, because a lost index hides everything for the longest lease used.
     */
    public static final Duration LONGEST_LEASE = Duration.ofSeconds(60);

    /** Entries of a server that is no longer the master could be read for as long. */
    public static final Duration LONGEST_TRUST = Duration.ofDays(1);

    /** Longer than any load; its microseconds must fit into what Redis counts exactly. */
    public static final Duration LONGEST_HORIZON = Duration.ofDays(30);

    /** Every setting at its default. */
    public static final StoreSettings DEFAULTS =
            new StoreSettings(
                    "hr",
                    Duration.ofSeconds(10),
                    Duration.ofMillis(300),
                    Duration.ofSeconds(1),
                    3,
                    OnUnreachable.COMMIT,
                    100_000,
                    200_000,
                    Duration.ofMinutes(10),
                    RedisServer.MAX_VALUE,
                    3000,
                    ProtectionKeys.NONE);

    private static final int MAX_ENTRY = 512 << 20;

    /** What Redis itself accepts. */
    private static final int MOST_ARGUMENTS = 1 << 20;

    /** Those of a script beside the keys of entries, when the rest of them is packed into one. */
    private static final int BESIDE_ENTRIES = 20;

    /** A script must not keep Redis busy. */
    private static final int MOST_CHANGES = 5000;

    private static final String PREFIX = "hibernate.cache.redis.";
    private static final String NAME = "[A-Za-z0-9._-]{1,64}";

    public StoreSettings {
        require(
                namespace.matches(NAME + "(@" + NAME + ")?"),
                "namespace",
                "must be 1 to 64 of A-Z a-z 0-9 . _ -",
                namespace);
        require(
                between(lease, Duration.ofMillis(100), LONGEST_LEASE),
                "lease",
                "must be 100 ms to 60 s",
                lease);
        require(
                between(heartbeat, Duration.ofMillis(10), Duration.ofMinutes(1)),
                "heartbeat",
                "must be 10 ms to 1 min",
                heartbeat);
        require(
                trust.compareTo(heartbeat) > 0 && trust.compareTo(LONGEST_TRUST) <= 0,
                "trust",
                "must be longer than the heartbeat (" + heartbeat + ") and at most 1 day",
                trust);
        require(failures >= 1, "circuit.failures", "must be at least 1", failures);
        require(tags >= 1000, "index.tags", "must be at least 1000", tags);
        require(recent >= 1000, "index.recent", "must be at least 1000", recent);
        require(
                between(horizon, Duration.ofSeconds(1), LONGEST_HORIZON),
                "index.horizon",
                "must be 1 s to 30 days",
                horizon);
        require(
                maxEntrySize >= 1024 && maxEntrySize <= MAX_ENTRY,
                "max_entry_size",
                "must be 1024 to " + MAX_ENTRY + " bytes",
                maxEntrySize);
        require(
                maxArguments >= 1000 && maxArguments <= MOST_ARGUMENTS,
                "max_arguments",
                "must be 1000 to " + MOST_ARGUMENTS,
                maxArguments);
    }

    /** The most changes that are announced, or invalidated, one by one. */
    public int maxChanges() {
        return Math.min(MOST_CHANGES, maxArguments - BESIDE_ENTRIES);
    }

    /** The same for one database: no other database's entries lie there. */
    public StoreSettings of(String database) {
        require(
                !namespace.contains("@"),
                "namespace",
                "must be 1 to 64 of A-Z a-z 0-9 . _ -",
                namespace);
        return new StoreSettings(
                namespace + "@" + database,
                lease,
                heartbeat,
                trust,
                failures,
                onUnreachable,
                tags,
                recent,
                horizon,
                maxEntrySize,
                maxArguments,
                keys);
    }

    /** Most bytes that the value of a key may have: the longest entry, and what is before it. */
    public int longestValue() {
        return EntryHeader.LENGTH + maxEntrySize + Bodies.MOST_OVERHEAD;
    }

    private static boolean between(Duration value, Duration least, Duration most) {
        return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }

    private static void require(boolean holds, String name, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(PREFIX + name + " " + rule + ", but was " + value);
        }
    }
}
