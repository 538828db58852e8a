package io.hibernateredis;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what a store does. Thread-safe. */
public final class Counters implements CacheEventListener {

    /** What is counted. */
    public enum Event {
        /** An entry was asked for and found valid. */
        HIT,
        /** An entry was found in the memory of this JVM; counted as a hit as well. */
        NEAR_HIT,
        /** An entry was asked for and is not there, or is not valid. */
        MISS,
        /**
         * An entry was found that this mapping or this version cannot read; counted as a miss as
         * well.
         */
        UNREADABLE,
        /**
         * A read was not sent, because the server is not trusted at present, or invalidations are
         * pending.
         */
        BYPASSED,
        /** A read was sent and failed. */
        READ_FAILED,
        /** An entry was larger than the settings allow, and was not stored, or not read. */
        TOO_LARGE,
        /** Something was not sent because all connections were in use for too long. */
        NO_CONNECTION,
        /** An entry was stored. */
        STORED,
        /** An entry was refused: something it depends on was invalidated since it was loaded. */
        REFUSED,
        /** Entries were not stored because Redis did not answer, or answered with an error. */
        PUT_FAILED,
        /**
         * An entry was refused because the index was another when it was loaded, or has forgotten
         * what happened since; counted as refused as well.
         */
        REFUSED_BY_INDEX,
        /**
         * An entry was refused because there was no room for the groups of rows that it depends on;
         * counted as refused as well.
         */
        REFUSED_WITHOUT_ROOM,
        /** A transaction announced what it is about to change. */
        OPENED,
        /** A transaction reported that it has ended. */
        CLOSED,
        /** A transaction ended with an unknown outcome; its lease is left to pass. */
        UNKNOWN_OUTCOME,
        /** Tags were invalidated at once. */
        EVICTED,
        /** Entries of a region, or all of it, were invalidated, by a commit or at once. */
        INVALIDATED,
        /** An invalidation could not be delivered in time, and is pending. */
        INVALIDATION_PENDING,
        /** A pending invalidation was delivered. */
        INVALIDATION_DELIVERED,
        /** What a transaction changed was written into the outbox, since Redis was not reached. */
        OUTBOX_WRITTEN,
        /** A row of the outbox was relayed to Redis. */
        OUTBOX_RELAYED,
        /** The index was found missing, or another server's, and created anew. */
        INDEX_RECREATED,
        /** A message was sent to Redis and is waited for; heartbeats are not counted. */
        ROUND_TRIP,
        /** A message was sent to Redis whose answer is not waited for, as puts and closes. */
        POSTED,
        /** A message to Redis that was waited for was answered; it has a duration. */
        ANSWERED,
        /** Other JVMs were waited for that keep near what was invalidated; it has a duration. */
        ACKNOWLEDGED,
        /** A hit was compared with the database. */
        CHECKED,
        /** A hit that was compared with the database is stale; counted as checked as well. */
        STALE
    }

    private final Map<Event, LongAdder> counts = new EnumMap<>(Event.class);

    public Counters() {
        for (Event event : Event.values()) {
            counts.put(event, new LongAdder());
        }
    }

    /** How often it happened since the store was opened. */
    public long count(Event event) {
        return adder(event).sum();
    }

    @Override
    public void on(Event event, @Nullable String region, long times, long nanos) {
        adder(event).add(times);
    }

    public void increment(Event event) {
        adder(event).increment();
    }

    private LongAdder adder(Event event) {
        return java.util.Objects.requireNonNull(counts.get(event));
    }

    @Override
    public String toString() {
        return counts.toString();
    }
}
