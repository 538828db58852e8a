package io.hibernateredis;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a store does. Thread-safe. */
public final class Counters {

    /** What is counted. */
    public enum Event {
        /** An entry was asked for and found valid. */
        HIT,
        /** An entry was asked for and is not there, or is not valid. */
        MISS,
        /**
         * An entry was found that this mapping or this version cannot read; counted as a miss as
         * well.
         */
        UNREADABLE,
        /**
         * A read was not sent, because the server is not trusted at present, or something is owed
         * to it.
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
        /** A transaction announced what it is about to change. */
        OPENED,
        /** A transaction said that it has ended. */
        CLOSED,
        /** A transaction ended and nobody knows how; its lease is left to pass. */
        UNKNOWN_OUTCOME,
        /** Tags were invalidated at once. */
        EVICTED,
        /** Redis could not be told of an invalidation in time. */
        DEBT_INCURRED,
        /** Redis was told later. */
        DEBT_PAID,
        /** The index was found missing, or another server's, and created anew. */
        INDEX_RECREATED,
        /** Messages to Redis that were waited for, heartbeats left out. */
        ROUND_TRIP
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

    public void increment(Event event) {
        adder(event).increment();
    }

    public void add(Event event, long times) {
        adder(event).add(times);
    }

    private LongAdder adder(Event event) {
        return java.util.Objects.requireNonNull(counts.get(event));
    }

    @Override
    public String toString() {
        return counts.toString();
    }
}
