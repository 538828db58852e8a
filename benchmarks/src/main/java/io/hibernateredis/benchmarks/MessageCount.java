package io.hibernateredis.benchmarks;

import io.hibernateredis.benchmarks.Order.Link;
import io.hibernateredis.benchmarks.workload.Workload;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what the operations of a workload send, and how often they wait for Redis.
 *
 * @param operations of which it is counted
 * @param millis for at most so long, if they are slow
 */
record MessageCount(Site site, Workload workload, long operations, long millis) {
    /** Long beside what an operation takes otherwise. */
    private static final Duration DELAY = Duration.ofMillis(5);

    private static final long WAIT_MILLIS = 150;

    /**
     * Counts, through the proxies.
     *
     * @param warmUpMillis before it
     */
    Messages count(long warmUpMillis) throws IOException {
        site.delay(Duration.ZERO);
        String id = workload.id();
        site.carryOut(Order.prepareAndRun(id, Link.PROXIED, 1, warmUpMillis));
        // The difference of two readings is what a reading itself costs.
        var asked = site.redisUsage();
        var before = site.redisUsage();
        long databaseBefore = site.databaseRoundTrips();
        long redisBefore = site.redisRoundTrips();
        var commandsBefore = site.commands();
        var outcome = site.carryOut(Order.count(id, Link.PROXIED, operations, millis));
        double count = outcome.operations();
        long toDatabase = site.databaseRoundTrips() - databaseBefore;
        long toRedis = site.redisRoundTrips() - redisBefore;
        var commands = difference(site.commands(), commandsBefore, count);
        var used = site.redisUsage().minus(before).minus(before.minus(asked));
        return new Messages(
                site.contender().id(),
                workload.name(),
                workload.entries(),
                outcome.elapsed() / 1e3 / count,
                outcome.statements() / count,
                toDatabase / count,
                toRedis / count,
                toRedis == 0 ? 0 : waits(outcome),
                commands,
                used.dividedBy(count));
    }

    private static Map<String, Double> difference(
            Map<String, Double> after, Map<String, Double> before, double operations) {
        var difference = new TreeMap<String, Double>();
        after.forEach(
                (command, count) ->
                        difference.put(
                                command, (count - before.getOrDefault(command, 0.0)) / operations));
        difference.values().removeIf(count -> count == 0);
        return difference;
    }

    /** By how many delays an operation takes longer if Redis gets what is sent to it later. */
    private double waits(Outcome without) throws IOException {
        site.delayRedis(DELAY);
        var run = Order.run(workload.id(), Link.PROXIED, 1, WAIT_MILLIS, false);
        var with = site.carryOut(run);
        site.delayRedis(Duration.ZERO);
        return Math.max(0, nanos(with) - nanos(without)) / DELAY.toNanos();
    }

    /** Of one operation. The operations of the mix differ, so that only their mean tells. */
    private double nanos(Outcome outcome) {
        return workload.factories() > 1
                ? (double) outcome.elapsed() / outcome.operations()
                : outcome.median();
    }
}
