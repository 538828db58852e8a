package io.hibernateredis.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.proof.History.Count;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The main class of a worker JVM. It obeys lines on its standard input ({@code PHASE}, {@code GO},
 * {@code ARM}, {@code END}), answers on its standard output, and dies with its parent.
 */
final class Worker {

    /** Of a hundred transactions, so many write. */
    private static final int WRITES = 12;

    private final List<Site> sites = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicBoolean going = new AtomicBoolean();
    private Phase phase;
    private History history;
    private long hits;
    private long lookups;

    public static void main(String[] arguments) throws IOException {
        var worker = new Worker();
        var lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            try {
                worker.obey(line);
            } catch (RuntimeException e) {
                e.printStackTrace();
                say("FAILED " + e);
            }
        }
        Runtime.getRuntime().halt(0);
    }

    static void say(String text) {
        synchronized (System.out) {
            System.out.println(text.replace("\n", "\n| "));
            System.out.flush();
        }
    }

    private void obey(String line) {
        if (line.startsWith("PHASE ")) {
            begin(Phase.ofLine(line.substring(6)));
            say("READY");
        } else if (line.equals("GO")) {
            go();
        } else if (line.startsWith("ARM ")) {
            arm(line.substring(4));
        } else if (line.equals("END")) {
            end();
            say("DONE");
        }
    }

    private void begin(Phase next) {
        phase = next;
        history = History.open(phase.history());
        hits = 0;
        lookups = 0;
        for (int i = 0; i < phase.sites(); i++) {
            var connections =
                    new HookedDataSource(phase.database(), i % 2 == 1, phase.threads() + 2);
            sites.add(new Site(phase, history, connections));
        }
    }

    private void go() {
        going.set(true);
        for (int site = 0; site < phase.sites(); site++) {
            for (int i = 0; i < phase.threads(); i++) {
                int who = (phase.worker() * phase.sites() + site) * phase.threads() + i;
                Site mine = sites.get(site);
                start("site-" + site + "-" + i, () -> work(mine, who));
            }
        }
        start("counts", this::publish);
    }

    private void start(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void work(Site site, int who) {
        var random = new Random(System.nanoTime() * 31 + who);
        var reader = new Reader(site, random, who);
        var writer = new Writer(site, random, who, phase.allThreads());
        while (going.get()) {
            try {
                if (random.nextInt(100) < WRITES) {
                    writer.run();
                } else {
                    reader.run();
                }
            } catch (RuntimeException e) {
                // Conflicts, and commits that Redis could not be told of: the database decides.
                history.count(Count.FAILED, 1);
                if (Boolean.getBoolean("proof.verbose")) {
                    say("FAILED " + who + " " + e);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            }
        }
    }

    private void publish() {
        while (going.get()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            publishOnce();
        }
    }

    private synchronized void publishOnce() {
        long nowHits = sites.stream().mapToLong(Site::hits).sum();
        long nowLookups = sites.stream().mapToLong(Site::lookups).sum();
        history.count(Count.HITS, nowHits - hits);
        history.count(Count.LOOKUPS, nowLookups - lookups);
        hits = nowHits;
        lookups = nowLookups;
    }

    /** The next commit of a writer says so, and goes no further: the parent kills this JVM then. */
    private void arm(String point) {
        Runnable stop =
                () -> {
                    say("POINT " + point);
                    awaitDeath();
                };
        for (Site site : sites) {
            if (point.equals("before")) {
                site.connections().beforeNextCommit(stop);
            } else {
                site.connections().afterNextCommit(stop);
            }
        }
    }

    private static void awaitDeath() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        going.set(false);
        for (Thread thread : threads) {
            try {
                thread.join(20_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (thread.isAlive()) {
                say("STUCK " + thread.getName() + " " + List.of(thread.getStackTrace()));
            }
        }
        publishOnce();
        threads.clear();
        sites.forEach(Site::close);
        sites.clear();
    }
}
