package io.hibernateredis.internal.delivery;

import io.hibernateredis.internal.protocol.Scripts;
import io.hibernateredis.internal.protocol.StoreSettings;
import io.hibernateredis.internal.redis.Call;
import io.hibernateredis.internal.redis.Line;
import io.hibernateredis.internal.redis.RedisServer;
import io.hibernateredis.internal.redis.RedisUnavailableException;
import io.hibernateredis.internal.redis.Replies;
import io.hibernateredis.internal.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one thread for all stores of this JVM that reach the same server in the same way: proves that
 * the server takes writes, pays debts, renews the leases of transactions that are still committing.
 * It has a connection of its own, since the pools may be busy.
 *
 * <p>A beat is one message for all stores. Those that would say the same of the same namespace say
 * it once, and each hears the answer as its own. Thread-safe.
 */
public final class Heartbeat {

    private static final long LONGEST_STOP_MILLIS = 1000;
    private static final long IDLE_CHECK_NANOS = Duration.ofSeconds(15).toNanos();

    /** Guarded by itself. */
    private static final Map<Route, Heartbeat> RUNNING = new HashMap<>();

    private record Route(Object server, Duration interval, Scripts scripts) {}

    private final Route route;
    private final Line line;
    private final Outage outage;
    private final ScheduledExecutorService thread;
    private final List<Store> stores = new CopyOnWriteArrayList<>();
    private final ReentrantLock beating = new ReentrantLock();
    private int users;
    private long idleCheckedNanos = System.nanoTime();

    private Heartbeat(Route route, RedisServer server) {
        this.route = route;
        this.line = server.newLine();
        this.outage = new Outage(server.toString());
        this.thread =
                Executors.newSingleThreadScheduledExecutor(
                        task -> {
                            var named = new Thread(task, "hibernate-redis-heartbeat-" + server);
                            named.setDaemon(true);
                            // That of whoever came first must not be kept for the others.
                            named.setContextClassLoader(Heartbeat.class.getClassLoader());
                            return named;
                        });
    }

    /** That of a server; to be {@linkplain #release released} by the store. */
    public static Heartbeat of(RedisServer server, StoreSettings settings, Scripts scripts) {
        var route = new Route(server.route(), settings.heartbeat(), scripts);
        synchronized (RUNNING) {
            Heartbeat running = RUNNING.get(route);
            if (running == null) {
                running = new Heartbeat(route, server);
                long every = settings.heartbeat().toNanos();
                var unused =
                        running.thread.scheduleWithFixedDelay(
                                running::beatAll, every, every, TimeUnit.NANOSECONDS);
                RUNNING.put(route, running);
            }
            running.users++;
            return running;
        }
    }

    /** Beats for a store at once, and from now on. */
    public void start(Store store) {
        try {
            beat(List.of(store));
        } catch (RuntimeException | Error e) {
            // The outage has been told.
        }
        stores.add(store);
    }

    /** Waits for the beat on its way, which would tell Redis of a store that is gone. */
    public void stop(Store store) {
        stores.remove(store);
        boolean interrupted = Thread.interrupted();
        try {
            if (beating.tryLock(LONGEST_STOP_MILLIS, TimeUnit.MILLISECONDS)) {
                beating.unlock();
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The last of the stores closes the connection. */
    public void release() {
        synchronized (RUNNING) {
            users--;
            if (users > 0) {
                return;
            }
            RUNNING.remove(route);
        }
        thread.shutdown();
        line.close();
    }

    public Line line() {
        return line;
    }

    public Outage outage() {
        return outage;
    }

    private void beatAll() {
        // Whatever is let through would be the last beat: no reads any more, and no debt paid.
        if (isAnswered(() -> beat(stores))) {
            var unused = isAnswered(() -> stores.forEach(store -> store.renewLeases(line)));
        }
        if (System.nanoTime() - idleCheckedNanos > IDLE_CHECK_NANOS) {
            idleCheckedNanos = System.nanoTime();
            stores.forEach(Store::closeIdleConnections);
        }
    }

    /** Where there is no answer, each further message would cost a time-out. */
    private static boolean isAnswered(Runnable messages) {
        try {
            messages.run();
        } catch (RedisUnavailableException e) {
            return false;
        } catch (RuntimeException | Error e) {
            StoreLog.failed("heartbeat", e);
        }
        return true;
    }

    /**
     * One heartbeat, after which what is owed is delivered.
     *
     * @return how many debts were paid
     * @throws RuntimeException the first that some store met
     */
    public int beat(List<Store> all) {
        beating.lock();
        try {
            var failures = new Failures();
            try {
                tick(all, failures);
            } catch (RuntimeException | Error e) {
                all.forEach(store -> store.unheard(e));
                outage.failed(e);
                throw e;
            }
            int paid = 0;
            for (Store store : all) {
                if (!failures.haveSilence()) {
                    paid += failures.gather(() -> store.payDebts(line));
                }
            }
            outage.delivered(paid);
            if (failures.first != null) {
                outage.failed(failures.first);
                throw failures.first;
            }
            if (stores.stream().noneMatch(Store::owesInvalidations)) {
                outage.over();
            }
            return paid;
        } finally {
            beating.unlock();
        }
    }

    private void tick(List<Store> all, Failures failures) {
        Map<Link.Tick, List<Store>> ticks = new LinkedHashMap<>();
        all.forEach(
                store ->
                        ticks.computeIfAbsent(store.link().tick(), tick -> new ArrayList<>())
                                .add(store));
        long sent = System.nanoTime();
        Replies replies =
                line.exchange(
                        identity -> {
                            List<Call> calls = new ArrayList<>();
                            ticks.forEach(
                                    (tick, same) ->
                                            calls.add(
                                                    tick.call(
                                                            same.get(0).link().shard(), identity)));
                            return calls;
                        });
        int position = 0;
        for (List<Store> same : ticks.values()) {
            for (Store store : same) {
                int at = position;
                failures.gather(
                        () -> {
                            store.link().beaten(replies, at, sent);
                            return 0;
                        });
            }
            position++;
        }
    }

    /** What one store meets does not keep the others from their turn. */
    private static final class Failures {

        private @org.jspecify.annotations.Nullable RuntimeException first;

        private boolean haveSilence() {
            return first instanceof RedisUnavailableException;
        }

        private int gather(java.util.function.IntSupplier action) {
            try {
                return action.getAsInt();
            } catch (RuntimeException e) {
                first = first == null ? e : first;
                return 0;
            }
        }
    }
}
