package io.hibernateredis.internal.delivery;

import io.hibernateredis.internal.protocol.Scripts;
import io.hibernateredis.internal.protocol.StoreSettings;
import io.hibernateredis.internal.redis.Call;
import io.hibernateredis.internal.redis.Line;
import io.hibernateredis.internal.redis.RedisServer;
import io.hibernateredis.internal.redis.RedisUnavailableException;
import io.hibernateredis.internal.redis.Replies;
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
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one thread for all stores of this JVM that reach the same server in the same way: proves that
 * the server takes writes, delivers what is pending, and renews the leases of transactions that are
 * still committing. It has a connection of its own, since the pools may be busy.
 *
 * <p>A beat is one message for all stores. Stores whose {@link Tick ticks} are equal share one, and
 * each handles the answer as its own. Thread-safe.
 */
public final class Heartbeat {

    private static final long MAX_STOP_MILLIS = 1000;
    private static final long IDLE_CHECK_NANOS = Duration.ofSeconds(15).toNanos();

    /** Guarded by itself. */
    private static final Map<Route, Heartbeat> RUNNING = new HashMap<>();

    private record Route(Object server, Duration interval, Scripts scripts) {}

    /** One store. */
    interface Member {

        Tick tick();

        Call call(Tick tick, long identity);

        /**
         * The tick was answered.
         *
         * @param sentNanos when it was sent, or earlier
         */
        void tickAnswered(Replies replies, int position, long sentNanos);

        /** The tick was not answered, or the server may not be used. */
        void tickFailed(Throwable cause);

        /**
         * Delivers what is pending.
         *
         * @return how many invalidations and closes were delivered
         */
        int deliver(Line line);

        /** Whether invalidations are left that could be delivered now. */
        boolean hasDueInvalidations();

        void renewLeases(Line line);

        /**
         * Reads the answers to what was posted over connections that are not in use.
         *
         * @param answering whether Redis has just answered, so that it is worth to wait for them
         */
        void readPostedAnswers(boolean answering);

        void closeIdleConnections();
    }

    private final Route route;
    private final Line line;
    private final Outage outage;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService thread;
    private final List<Member> members = new CopyOnWriteArrayList<>();
    private final ReentrantLock beating = new ReentrantLock();
    private int users;
    private long idleCheckedNanos;

    private Heartbeat(Route route, RedisServer server, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.idleCheckedNanos = nanoTime.getAsLong();
        this.route = route;
        this.line = server.newLine();
        this.outage = new Outage(server.toString(), nanoTime);
        this.thread =
                Executors.newSingleThreadScheduledExecutor(
                        task -> {
                            var named = new Thread(task, "hibernate-redis-heartbeat-" + server);
                            named.setDaemon(true);
                            // That of the first application must not be kept for the others.
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
                running = new Heartbeat(route, server, System::nanoTime);
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
    void start(Member member) {
        try {
            beat(List.of(member));
        } catch (RuntimeException | Error e) {
            // The outage has been logged.
        }
        members.add(member);
    }

    /** Waits for a beat on its way, in which the store still takes part. */
    void stop(Member member) {
        members.remove(member);
        boolean interrupted = Thread.interrupted();
        try {
            if (beating.tryLock(MAX_STOP_MILLIS, TimeUnit.MILLISECONDS)) {
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
    void release() {
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

    Outage outage() {
        return outage;
    }

    private void beatAll() {
        // What is thrown from here would end the schedule: no reads any more, and no deliveries.
        boolean answering = isAnswered(() -> beat(members));
        if (answering) {
            var unused = isAnswered(() -> members.forEach(member -> member.renewLeases(line)));
        }
        var unused = isAnswered(() -> members.forEach(m -> m.readPostedAnswers(answering)));
        long now = nanoTime.getAsLong();
        if (now - idleCheckedNanos > IDLE_CHECK_NANOS) {
            idleCheckedNanos = now;
            members.forEach(Member::closeIdleConnections);
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
     * One heartbeat, after which what is pending is delivered.
     *
     * @return how many invalidations and closes were delivered
     * @throws RuntimeException the first that some store met
     */
    int beat(List<Member> all) {
        beating.lock();
        try {
            var failures = new Failures();
            try {
                tick(all, failures);
            } catch (RuntimeException | Error e) {
                all.forEach(member -> member.tickFailed(e));
                outage.failed(e);
                throw e;
            }
            int delivered = 0;
            for (Member member : all) {
                if (!failures.haveSilence()) {
                    delivered += failures.gather(() -> member.deliver(line));
                }
            }
            outage.delivered(delivered);
            if (failures.first != null) {
                outage.failed(failures.first);
                throw failures.first;
            }
            if (members.stream().noneMatch(Member::hasDueInvalidations)) {
                outage.over();
            }
            return delivered;
        } finally {
            beating.unlock();
        }
    }

    private void tick(List<Member> all, Failures failures) {
        Map<Tick, List<Member>> ticks = new LinkedHashMap<>();
        all.forEach(
                member ->
                        ticks.computeIfAbsent(member.tick(), tick -> new ArrayList<>())
                                .add(member));
        long sent = nanoTime.getAsLong();
        Replies replies =
                line.exchange(
                        identity -> {
                            List<Call> calls = new ArrayList<>();
                            ticks.forEach(
                                    (tick, same) -> calls.add(same.get(0).call(tick, identity)));
                            return calls;
                        });
        int position = 0;
        for (List<Member> same : ticks.values()) {
            for (Member member : same) {
                int at = position;
                failures.gather(
                        () -> {
                            member.tickAnswered(replies, at, sent);
                            return 0;
                        });
            }
            position++;
        }
    }

    /** The failure of one store does not keep the others from their turn. */
    private static final class Failures {

        private @Nullable RuntimeException first;

        private boolean haveSilence() {
            return first instanceof RedisUnavailableException;
        }

        private int gather(IntSupplier action) {
            try {
                return action.getAsInt();
            } catch (RuntimeException e) {
                first = first == null ? e : first;
                return 0;
            }
        }
    }
}
