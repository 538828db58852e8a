package io.hibernateredis.spring.boot.internal.metrics;

import io.hibernateredis.Counters.Event;

/** What the events of the cache are called in Micrometer, below {@code hibernate.redis}. */
final class EventNames {

    private static final String PREFIX = "hibernate.redis.";

    private EventNames() {}

    static String of(Event event) {
        return PREFIX
                + switch (event) {
                    case HIT -> "reads.hit";
                    case NEAR_HIT -> "reads.hit.near";
                    case MISS -> "reads.missed";
                    case UNREADABLE -> "reads.unreadable";
                    case BYPASSED -> "reads.bypassed";
                    case READ_FAILED -> "reads.failed";
                    case REFUSED_BY_INDEX, REFUSED_WITHOUT_ROOM -> "puts.refused";
                    case STORED -> "puts.stored";
                    case REFUSED -> "puts.refused";
                    case PUT_FAILED -> "puts.failed";
                    case TOO_LARGE -> "entries.too.large";
                    case NO_CONNECTION -> "connections.exhausted";
                    case OPENED -> "changes.opened";
                    case CLOSED -> "changes.closed";
                    case UNKNOWN_OUTCOME -> "changes.unknown";
                    case EVICTED -> "evictions";
                    case INVALIDATED -> "entries.invalidated";
                    case ACKNOWLEDGED -> "acknowledgements";
                    case CHECKED -> "consistency.checked";
                    case STALE -> "consistency.stale";
                    case INVALIDATION_PENDING -> "invalidations.deferred";
                    case INVALIDATION_DELIVERED -> "invalidations.delivered";
                    case OUTBOX_WRITTEN -> "outbox.written";
                    case OUTBOX_RELAYED -> "outbox.relayed";
                    case INDEX_RECREATED -> "index.recreated";
                    case ROUND_TRIP -> "messages.awaited";
                    case POSTED -> "messages.posted";
                    case ANSWERED -> "messages.answered";
                };
    }
}
