package io.hibernateredis.benchmarks;

import io.hibernateredis.benchmarks.Order.Link;
import io.hibernateredis.benchmarks.workload.Clear;
import io.hibernateredis.benchmarks.workload.Fill;
import io.hibernateredis.benchmarks.workload.Scale;
import io.hibernateredis.benchmarks.workload.Workload;
import io.hibernateredis.benchmarks.workload.Workloads;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Measures all contenders side by side. One works at a time, and they take turns in each round, so
 * that other load of the machine affects them equally. Not thread-safe.
 */
final class Measurement {
    /** What is added to each round trip of the measurements from afar. */
    static final Duration DELAY = Duration.ofMillis(1);

    static final List<Integer> THREADS = List.of(1, Application.MAX_THREADS);
    private static final int CLEARS = 3;

    /** What slow operations are counted for at most. */
    private static final long COUNT_MILLIS = 400;

    /** A region with more is filled, and cleared, only once. */
    private static final int LARGE = 10_000;

    private final List<Site> sites;
    private final Options options;
    private final Pace pace;
    private final Pace farPace;
    private final Scale scale;
    private final PrintStream out;
    private final List<Round> rounds = new ArrayList<>();
    private final List<Messages> messages = new ArrayList<>();
    private final List<Memory> memory = new ArrayList<>();

    Measurement(List<Site> sites, Options options, Scale scale, PrintStream out) {
        this.sites = sites;
        this.options = options;
        this.pace = options.quick() ? Pace.QUICK : options.near() ? Pace.NEAR : Pace.FULL;
        this.farPace = options.quick() ? Pace.QUICK : Pace.FULL_FAR;
        this.scale = scale;
        this.out = out;
    }

    /** Measures. If a contender ends before the time, what was measured until then counts. */
    Results run(Environment environment) {
        try {
            measure();
        } catch (IOException e) {
            out.println("Stopped: " + e.getMessage());
        }
        return new Results(environment.atItsEnd(), rounds, messages, memory);
    }

    /** Measures the time that some workloads take, with all contenders that run them. */
    void compare(Workload workload, List<Integer> threads) throws IOException {
        if (options.includes(workload.name())) {
            measure(workload, Link.NEAR, Duration.ZERO, threads);
        }
    }

    List<Round> rounds() {
        return List.copyOf(rounds);
    }

    private void measure() throws IOException {
        if (options.includes("memory")) {
            weigh();
        }
        for (var workload : Workloads.operations(scale)) {
            if (options.includes(workload.name())) {
                measure(workload);
            }
        }
        // What was cleared stays in Redis until its time is over, so this comes last.
        for (int entries : scale.cleared()) {
            var clear = new Clear(entries);
            if (options.includes(clear.name())) {
                clear(clear);
            }
        }
    }

    private void measure(Workload workload) throws IOException {
        // The more threads and the longer way are measured in one working set.
        boolean standard = workload.entries() == 0 || workload.entries() == scale.standard();
        measure(workload, Link.NEAR, Duration.ZERO, standard ? THREADS : List.of(1));
        for (Site site : sitesOf(workload)) {
            var count = new MessageCount(site, workload, pace.counted(), COUNT_MILLIS);
            messages.add(count.count(pace.warmUpMillis() / 4));
        }
        if (standard) {
            measure(workload, Link.PROXIED, DELAY, List.of(1));
        }
    }

    private void measure(Workload workload, Link link, Duration delay, List<Integer> threads)
            throws IOException {
        Pace its = delay.isZero() ? pace : farPace;
        prepare(workload, link);
        for (Site site : sitesOf(workload)) {
            site.carryOut(run(workload, link, 1, its.warmUpMillis()));
            site.delay(delay);
        }
        for (int atATime : threads) {
            for (Site site : sitesOf(workload)) {
                site.carryOut(run(workload, link, atATime, its.warmUpMillis() / 4));
            }
            for (int number = 1; number <= its.rounds(); number++) {
                for (Site site : sitesOf(workload)) {
                    var order = run(workload, link, atATime, its.roundMillis());
                    keep(site, workload, link, atATime, number, site.carryOut(order));
                }
            }
            print(workload, link == Link.PROXIED, atATime);
        }
    }

    /** All at the same time: a contender may need long, and not be busy itself. */
    private void prepare(Workload workload, Link link) throws IOException {
        var preparations = new ArrayList<CompletableFuture<Outcome>>();
        for (Site site : sitesOf(workload)) {
            site.delay(Duration.ZERO);
            preparations.add(
                    CompletableFuture.supplyAsync(
                            () -> prepare(site, workload, link), task -> new Thread(task).start()));
        }
        for (var preparation : preparations) {
            try {
                preparation.join();
            } catch (CompletionException e) {
                throw new IOException(e.getCause());
            }
        }
    }

    private static Outcome prepare(Site site, Workload workload, Link link) {
        try {
            return site.carryOut(Order.prepareAndRun(workload.id(), link, 1, 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Order run(Workload workload, Link link, int threads, long millis) {
        // Only the mix is asked for hits; elsewhere the counters would only cost time.
        boolean counting = workload.factories() > 1;
        return Order.run(workload.id(), link, threads, millis, counting);
    }

    private void keep(
            Site site, Workload workload, Link link, int threads, int number, Outcome outcome) {
        rounds.add(
                new Round(
                        site.contender().id(),
                        workload.name(),
                        workload.entries(),
                        link == Link.PROXIED,
                        threads,
                        number,
                        outcome));
    }

    private void weigh() throws IOException {
        for (Site site : caches()) {
            if (site.contender().usesRedis()) {
                prepare(site, new Fill(scale.few()), Link.NEAR);
                double before = site.redisUsage().memory();
                prepare(site, new Fill(scale.weighed()), Link.NEAR);
                var weighed =
                        new Memory(
                                site.contender().id(),
                                scale.weighed() - scale.few(),
                                site.redisUsage().memory() - before);
                memory.add(weighed);
                out.printf(
                        Locale.ROOT,
                        "%-50s %-14s %,12.0f bytes an entry%n",
                        "memory",
                        site.contender().id(),
                        weighed.bytesPerEntry());
            }
        }
    }

    private void clear(Clear clear) throws IOException {
        for (int number = 1; number <= (clear.entries() > LARGE ? 1 : CLEARS); number++) {
            for (Site site : caches()) {
                var outcome = site.carryOut(Order.count(clear.id(), Link.NEAR, 1));
                keep(site, clear, Link.NEAR, 1, number, outcome);
            }
        }
        print(clear, false, 1);
    }

    private List<Site> sitesOf(Workload workload) {
        return sites.stream().filter(site -> site.contender().runs(workload)).toList();
    }

    /** The sites that cache, under Hibernate. */
    private List<Site> caches() {
        return sites.stream()
                .filter(site -> site.contender() != Contender.NONE)
                .filter(site -> site.contender() != Contender.JEDIS)
                .toList();
    }

    private void print(Workload workload, boolean far, int threads) {
        var figures = new Figures(rounds);
        for (Site site : sitesOf(workload)) {
            var measure =
                    new Figures.Measure(
                            site.contender().id(),
                            workload.name(),
                            workload.entries(),
                            far,
                            threads);
            figures.micros(measure)
                    .ifPresent(
                            micros ->
                                    out.printf(
                                            Locale.ROOT,
                                            "%-50s %-14s %s %d at a time %,12.1f us%n",
                                            workload.id(),
                                            site.contender().id(),
                                            far ? "far " : "near",
                                            threads,
                                            micros.median()));
        }
    }
}
