package io.hibernateredis.store;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The one thread of a store: proves that the server takes writes, pays debts, renews the leases of
 * transactions that are still committing. Holds leases weakly: those of a session that was
 * abandoned pass like those of a writer that died.
 */
final class Heartbeat {

    private enum Beat {
        NONE,
        SUCCEEDED,
        FAILED
    }

    private static final long LONGEST_STOP_MILLIS = 1000;

    private final Store store;
    private final StoreSettings settings;
    private final ScheduledExecutorService thread;
    private final Map<String, WeakReference<Lease>> leases = new ConcurrentHashMap<>();
    private Beat last = Beat.NONE;
    private long downSinceNanos;

    Heartbeat(Store store, StoreSettings settings) {
        this.store = store;
        this.settings = settings;
        this.thread =
                Executors.newSingleThreadScheduledExecutor(
                        task -> {
                            var named =
                                    new Thread(
                                            task,
                                            "hibernate-redis-heartbeat-" + settings.namespace());
                            named.setDaemon(true);
                            return named;
                        });
    }

    void start() {
        beat();
        long every = settings.heartbeat().toNanos();
        var unused = thread.scheduleWithFixedDelay(this::beat, every, every, TimeUnit.NANOSECONDS);
    }

    /** Waits for the beat on its way, which would tell Redis of a JVM that is gone. */
    void stop() {
        thread.shutdownNow();
        try {
            var unused = thread.awaitTermination(LONGEST_STOP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void watch(Lease lease) {
        leases.put(lease.token(), new WeakReference<>(lease));
    }

    void forget(Lease lease) {
        leases.remove(lease.token());
    }

    private void beat() {
        try {
            int paid = store.beat();
            if (last == Beat.NONE) {
                StoreLog.available(store.serverName());
            } else if (last == Beat.FAILED) {
                var down = Duration.ofNanos(System.nanoTime() - downSinceNanos);
                StoreLog.availableAgain(store.serverName(), down, paid);
            }
            last = Beat.SUCCEEDED;
            renewLeases();
        } catch (RuntimeException | Error e) {
            // An error let through would be the last beat: no reads any more, and no debt paid.
            if (last != Beat.FAILED) {
                StoreLog.unavailable(store.serverName(), e);
                downSinceNanos = System.nanoTime();
            }
            last = Beat.FAILED;
        }
    }

    private void renewLeases() {
        long now = System.nanoTime();
        long every = settings.lease().toNanos() / 3;
        leases.values().removeIf(reference -> reference.get() == null);
        for (WeakReference<Lease> reference : leases.values()) {
            Lease lease = reference.get();
            if (lease != null && lease.isDue(now, every)) {
                store.renew(lease);
            }
        }
    }
}
