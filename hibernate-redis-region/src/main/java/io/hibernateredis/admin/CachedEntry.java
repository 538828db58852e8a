package io.hibernateredis.admin;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it lies in Redis.
 *
 * @param name as {@link KeyPage#names} has it
 * @param region prefix included
 * @param role the entity or collection, by its name in the mapping; null if this session factory
 *     does not know it, as values of {@code TaggedCache}
 * @param bytes how long its value is
 * @param timeToLive null if it lives for ever
 * @param loaded when it was read from the database, on the clock of Redis; null if it is of another
 *     version of this cache
 * @param valid whether it would be a hit; null if that is not known from the entry alone, as of
 *     query results, which depend on what their query reads
 * @param reason why it is not valid, or why that is not known; null if it is valid
 * @param value maps, lists, strings, numbers, booleans and nulls; null if it cannot be decoded
 * @param whyNoValue why it cannot be decoded, or null
 */
public record CachedEntry(
        String name,
        String region,
        @Nullable String role,
        int bytes,
        @Nullable Duration timeToLive,
        @Nullable Instant loaded,
        @Nullable Boolean valid,
        @Nullable String reason,
        @Nullable Object value,
        @Nullable String whyNoValue) {}
