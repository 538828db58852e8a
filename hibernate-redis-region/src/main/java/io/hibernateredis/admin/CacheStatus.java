package io.hibernateredis.admin;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the cache of a session factory is doing. Nothing was asked of Redis for it.
 *
 * @param namespace what its keys begin with, in braces
 * @param server host and port
 * @param readable whether entries are read from Redis at present; if not, the database answers
 * @param circuitOpen whether nothing is sent to Redis but heartbeats, because it did not answer
 * @param trustAge how long ago Redis proved that it takes writes; null if it never did
 * @param pendingInvalidations transactions whose invalidations have yet to be delivered
 * @param meanAnswer how long answers of Redis were waited for on average, since {@code since}; null
 *     if there were none
 * @param since when the regions began to be counted
 */
public record CacheStatus(
        String namespace,
        String server,
        boolean readable,
        boolean circuitOpen,
        @Nullable Duration trustAge,
        int pendingInvalidations,
        @Nullable Duration meanAnswer,
        Instant since) {}
