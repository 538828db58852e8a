package io.hibernateredis.internal.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.access.CheckedRole;
import io.hibernateredis.internal.access.CheckedRole.Loaded;
import io.hibernateredis.internal.access.HitSample.Hit;
import io.hibernateredis.internal.access.HitSample.Receiver;
import io.hibernateredis.internal.codec.CorruptEntryException;
import io.hibernateredis.internal.codec.Digests;
import io.hibernateredis.internal.delivery.RareLog;
import io.hibernateredis.internal.log.RegionLog;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.settings.MonitorSettings;
import io.hibernateredis.internal.store.Inspector;
import io.hibernateredis.internal.store.Store;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;

/**
 * Compares some hits with the database, on a thread of its own, one after the other and at most so
 * many a second. Of each region it takes the next hit after the last one was compared, so that a
 * busy region does not displace the others. Thread-safe.
 *
 * <p>What the cache promises is that an entry that is valid is what the database says. Read at one
 * moment and loaded at another, the two may differ for all that. So
 *
 * <ol>
 *   <li>the entry is read, as a hit would be: near, or in Redis;
 *   <li>the database is asked, in a session that uses no cache;
 *   <li>the entry is read again. Only if it is still there, valid, and the same as before, was
 *       nothing that it depends on written since it was loaded, and it is compared.
 * </ol>
 *
 * <p>A write without a transaction is announced when the database has already done it; until its
 * call returns, an old entry is no broken promise. So what differs is looked at again after some
 * seconds, and is stale only if entry and row are both what they were.
 */
public final class ConsistencyMonitor implements Receiver, AutoCloseable {

    private static final Duration AGAIN_AFTER = Duration.ofSeconds(3);
    private static final int MOST_SUSPECTS = 100;
    private static final long LONGEST_CLOSE_MILLIS = 1000;

    private final MonitorSettings settings;
    private final Supplier<Store> store;
    private final DatabaseLook database;
    private final LongSupplier nanoTime;
    private final Map<String, Region> regions = new ConcurrentHashMap<>();
    private final Queue<Suspect> suspects = new ArrayDeque<>();
    private final Queue<Region> turns = new ArrayDeque<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor thread;

    public ConsistencyMonitor(
            MonitorSettings settings, Supplier<Store> store, SessionFactory sessionFactory) {
        this.settings = settings;
        this.store = store;
        this.database = new DatabaseLook(sessionFactory);
        this.nanoTime = System::nanoTime;
        this.thread = new ScheduledThreadPoolExecutor(1, ConsistencyMonitor::newThread);
        thread.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    }

    private static Thread newThread(Runnable task) {
        var thread = new Thread(task, "hibernate-redis-monitor");
        thread.setDaemon(true);
        return thread;
    }

    /** What is known of a region. */
    private final class Region {

        private final RareLog warnings = new RareLog(nanoTime);
        private volatile @Nullable Hit next;
    }

    /** An entry that differed from the database, and what the database said. */
    private record Suspect(Hit hit, StoredEntry stored, Loaded loaded, long dueNanos) {}

    @Override
    public boolean wants(String region) {
        Region known = regions.get(region);
        return known == null || known.next == null;
    }

    @Override
    public void take(Hit hit) {
        regions.computeIfAbsent(hit.role().keyspace().region(), name -> new Region()).next = hit;
        if (!started.get() && started.compareAndSet(false, true)) {
            long pause = TimeUnit.SECONDS.toNanos(1) / settings.rate();
            var unused =
                    thread.scheduleWithFixedDelay(this::step, pause, pause, TimeUnit.NANOSECONDS);
        }
    }

    /** What is thrown from here would end the schedule. */
    private void step() {
        try {
            Suspect suspect = suspects.peek();
            if (suspect != null && nanoTime.getAsLong() - suspect.dueNanos >= 0) {
                suspects.remove();
                confirm(suspect);
            } else {
                checkNext();
            }
        } catch (RuntimeException | Error e) {
            RegionLog.checkFailed(e);
        }
    }

    private void checkNext() {
        if (turns.isEmpty()) {
            turns.addAll(regions.values());
        }
        for (Region region = turns.poll(); region != null; region = turns.poll()) {
            Hit hit = region.next;
            if (hit != null) {
                region.next = null;
                check(hit);
                return;
            }
        }
    }

    private void check(Hit hit) {
        Inspector inspector = store.get().inspector();
        StoredEntry stored = inspector.peek(hit.entry());
        Loaded loaded = stored == null ? null : database.at(hit);
        if (stored == null
                || loaded == null
                || !isComparable(loaded)
                || !isStillThere(inspector, hit.entry(), stored)) {
            return;
        }
        if (isSame(hit.role(), stored, loaded)) {
            inspector.tell(Event.CHECKED, regionOf(hit));
        } else if (suspects.size() < MOST_SUSPECTS) {
            suspects.add(
                    new Suspect(hit, stored, loaded, nanoTime.getAsLong() + AGAIN_AFTER.toNanos()));
        }
    }

    private void confirm(Suspect suspect) {
        Hit hit = suspect.hit;
        Inspector inspector = store.get().inspector();
        if (!isStillThere(inspector, hit.entry(), suspect.stored)) {
            return;
        }
        Loaded again = database.at(hit);
        if (!isComparable(again)
                || !isStillThere(inspector, hit.entry(), suspect.stored)
                || !isSame(hit.role(), suspect.loaded, again)) {
            return;
        }
        inspector.tell(Event.CHECKED, regionOf(hit));
        inspector.tell(Event.STALE, regionOf(hit));
        Region region = Objects.requireNonNull(regions.get(regionOf(hit)));
        region.warnings.log(
                unlogged -> RegionLog.stale(regionOf(hit), shown(hit.entry()), unlogged));
    }

    private static String regionOf(Hit hit) {
        return hit.role().keyspace().region();
    }

    private String shown(Entry entry) {
        return settings.showKeys()
                ? entry.name()
                : "with the hash "
                        + Long.toHexString(Digests.sha256Long(entry.name().getBytes(UTF_8)));
    }

    /** What would not be stored cannot be compared with what was. */
    private static boolean isComparable(Loaded loaded) {
        return !loaded.exists() || loaded.body() != null;
    }

    private static boolean isStillThere(Inspector inspector, Entry entry, StoredEntry stored) {
        StoredEntry now = inspector.peek(entry);
        return now != null
                && now.loadTime().equals(stored.loadTime())
                && Arrays.equals(
                        now.bytes(),
                        StoredEntry.BODY,
                        now.bytes().length,
                        stored.bytes(),
                        StoredEntry.BODY,
                        stored.bytes().length);
    }

    private static boolean isSame(CheckedRole role, StoredEntry stored, Loaded loaded) {
        byte[] body = loaded.body();
        return body != null && isSame(role, stored.bytes(), StoredEntry.BODY, body);
    }

    private static boolean isSame(CheckedRole role, Loaded one, Loaded other) {
        byte[] body = one.body();
        byte[] otherBody = other.body();
        if (body == null || otherBody == null) {
            return body == otherBody;
        }
        return isSame(role, body, 0, otherBody);
    }

    /** What another mapping has stored is read by no hit. */
    private static boolean isSame(CheckedRole role, byte[] one, int from, byte[] other) {
        try {
            return role.isSame(one, from, other, 0);
        } catch (CorruptEntryException e) {
            return true;
        }
    }

    /** Ends; a comparison that is being made may go on for a moment. */
    @Override
    public void close() {
        thread.shutdown();
        boolean interrupted = Thread.interrupted();
        try {
            var unused = thread.awaitTermination(LONGEST_CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
