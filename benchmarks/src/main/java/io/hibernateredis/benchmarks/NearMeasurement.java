package io.hibernateredis.benchmarks;

import io.hibernateredis.benchmarks.NearResults.CommitMessages;
import io.hibernateredis.benchmarks.NearResults.Heap;
import io.hibernateredis.benchmarks.NearResults.Pauses;
import io.hibernateredis.benchmarks.NearResults.Rest;
import io.hibernateredis.benchmarks.Order.Link;
import io.hibernateredis.benchmarks.workload.Scale;
import io.hibernateredis.benchmarks.workload.Workload;
import io.hibernateredis.benchmarks.workload.Workloads;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * Compares caches in the JVM with others, and measures what it costs commits, Redis and the heap to
 * keep entries near. Not thread-safe.
 */
final class NearMeasurement {
    private static final Scale SCALE = Scale.NEAR;
    private static final List<Integer> ONE = List.of(1);
    private static final int COUNTED = 200;
    private static final long PAUSE_MILLIS = 50;

    private final List<Site> sites;
    private final Options options;
    private final PrintStream out;
    private final Measurement measurement;
    private final List<CommitMessages> messages = new ArrayList<>();
    private final List<Pauses> pauses = new ArrayList<>();
    private final List<Rest> rests = new ArrayList<>();
    private final List<Heap> heaps = new ArrayList<>();

    NearMeasurement(List<Site> sites, Options options, PrintStream out) {
        this.sites = sites;
        this.options = options;
        this.out = out;
        this.measurement = new Measurement(sites, options, SCALE, out);
    }

    NearResults run(Environment environment) throws IOException, InterruptedException {
        if (options.includes("memory")) {
            rest();
            weigh();
        }
        for (Workload workload : Workloads.near(SCALE)) {
            measurement.compare(workload, Measurement.THREADS);
        }
        if (options.includes("pauses")) {
            pause();
        }
        // Session factories that have begun stay, so those come first that need the fewest.
        for (Workload commit : Workloads.commits(SCALE)) {
            commits(commit);
            if (commit.factories() == 2) {
                measurement.compare(Workloads.mix(SCALE), Measurement.THREADS);
            }
        }
        return new NearResults(
                environment.atItsEnd(), measurement.rounds(), messages, pauses, rests, heaps);
    }

    private List<Site> ours() {
        return sites.stream().filter(site -> site.contender().isOurs()).toList();
    }

    private void rest() throws IOException, InterruptedException {
        long millis = options.quick() ? 500 : 4_000;
        for (Site site : ours()) {
            var before = site.redisUsage();
            Thread.sleep(millis);
            double commands = site.redisUsage().minus(before).commands() * 1e3 / millis;
            rests.add(new Rest(site.contender().id(), site.liveBytes(), commands));
        }
    }

    private void weigh() throws IOException {
        for (Site site : ours()) {
            reread(site, SCALE.few());
            double before = site.liveBytes();
            reread(site, SCALE.weighed());
            int added = SCALE.weighed() - SCALE.few();
            heaps.add(new Heap(site.contender().id(), added, site.liveBytes() - before));
        }
    }

    private static void reread(Site site, int entities) throws IOException {
        String id = Workloads.reread(entities).id();
        site.carryOut(Order.prepareAndRun(id, Link.NEAR, 1, 0));
    }

    private void commits(Workload commit) throws IOException {
        measurement.compare(commit, ONE);
        if (!options.includes(commit.name())) {
            return;
        }
        for (Site site : ours()) {
            var before = site.redisUsage();
            var outcome = site.carryOut(Order.count(commit.id(), Link.NEAR, COUNTED));
            var used = site.redisUsage().minus(before).dividedBy((double) outcome.operations());
            messages.add(
                    new CommitMessages(
                            site.contender().id(),
                            commit.factories() - 1,
                            used.calls().getOrDefault("evalsha", 0.0),
                            used.calls().getOrDefault("publish", 0.0)));
        }
    }

    /** One JVM commits, another keeps near what it changes, and pauses now and then. */
    private void pause() throws IOException, InterruptedException {
        for (Site site : sites) {
            if (site.contender() == Contender.OURS_NEAR) {
                var commit = Workloads.commit(0, SCALE);
                try (var other = site.another()) {
                    other.carryOut(Order.prepareAndRun(commit.id(), Link.NEAR, 1, 100));
                    long every = options.quick() ? 1_000 : 10_000;
                    pauses.add(new Pauses(0, 0, commitFor(site, commit, 2 * every)));
                    var running =
                            CompletableFuture.supplyAsync(() -> pausing(other, every, 2 * every));
                    pauses.add(new Pauses(PAUSE_MILLIS, every, commitFor(site, commit, 2 * every)));
                    running.join();
                }
                pauses.forEach(this::print);
            }
        }
    }

    private static Outcome commitFor(Site site, Workload commit, long millis) throws IOException {
        return site.carryOut(Order.run(commit.id(), Link.NEAR, 1, millis, false));
    }

    private static int pausing(WorkerProcess other, long every, long millis) {
        try {
            int times = 0;
            for (long at = every / 2; at < millis; at += every) {
                Thread.sleep(times == 0 ? every / 2 : every);
                other.pause(PAUSE_MILLIS);
                times++;
            }
            return times;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private void print(Pauses measured) {
        out.printf(
                Locale.ROOT,
                "commits, another JVM pauses %d ms every %d ms: %,d us, 99 %% %,d us%n",
                measured.millis(),
                measured.everyMillis(),
                measured.commits().median() / 1_000,
                measured.commits().percentile99() / 1_000);
    }
}
