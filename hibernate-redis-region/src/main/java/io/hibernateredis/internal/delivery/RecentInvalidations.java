package io.hibernateredis.internal.delivery;

import io.hibernateredis.CacheEventListener;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.protocol.Change;
import io.hibernateredis.internal.protocol.Shard;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.protocol.TagNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What this JVM invalidated lately: the last {@link #MOST}, and of each a few tags. Tells listeners
 * which regions were concerned. Thread-safe; takes no lock.
 */
public final class RecentInvalidations {

    /** How many are kept. */
    public static final int MOST = 256;

    private static final int MOST_TAGS = 8;

    private final CacheEventListener events;
    private final AtomicReferenceArray<Invalidated> ring = new AtomicReferenceArray<>(MOST);
    private final AtomicLong next = new AtomicLong();

    RecentInvalidations(CacheEventListener events) {
        this.events = events;
    }

    /** Why something was invalidated. */
    public enum Cause {
        /** A transaction is about to commit. */
        COMMIT,
        /** The application evicted, or something that was pending was delivered. */
        EVICTION,
        /** All of the namespace was evicted. */
        EVERYTHING;

        static Cause of(Shard.Scope scope) {
            return scope == Shard.Scope.THESE ? EVICTION : EVERYTHING;
        }
    }

    /**
     * One message that invalidates.
     *
     * @param number the first of a store has number 0
     * @param millis as {@link System#currentTimeMillis}
     * @param tags how many
     * @param first some of them
     */
    public record Invalidated(long number, long millis, Cause cause, int tags, List<Tag> first) {}

    void note(Cause cause, List<Change> changes) {
        List<Tag> first = new ArrayList<>(Math.min(changes.size(), MOST_TAGS));
        Map<String, Long> regions = new LinkedHashMap<>();
        for (Change change : changes) {
            if (first.size() < MOST_TAGS) {
                first.add(change.tag());
            }
            String region = regionOf(change);
            // Under a condition, it may not have been.
            if (region != null && change.condition() == null) {
                // A region that is cleared has several floors.
                regions.merge(region, 1L, change.entry() == null ? Math::max : Long::sum);
            }
        }
        regions.forEach((region, times) -> events.on(Event.INVALIDATED, region, times, 0));
        long number = next.getAndIncrement();
        ring.set(
                (int) (number % MOST),
                new Invalidated(number, System.currentTimeMillis(), cause, changes.size(), first));
    }

    private static @Nullable String regionOf(Change change) {
        return change.entry() == null
                ? TagNames.regionOfFloor(change.tag())
                : change.entry().keyspace().region();
    }

    /** The newest first. */
    public List<Invalidated> newest(int most) {
        List<Invalidated> found = new ArrayList<>();
        long number = next.get() - 1;
        for (int i = 0; i < MOST && found.size() < most && number - i >= 0; i++) {
            Invalidated each = ring.get((int) ((number - i) % MOST));
            if (each != null) {
                found.add(each);
            }
        }
        return found;
    }
}
