package io.hibernateredis.proof;

import io.hibernateredis.testing.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import redis.clients.jedis.Jedis;

/**
 * What a fault strikes at: the server, the network before it, and the workers. Of one thread, that
 * of the run.
 */
final class Stage implements AutoCloseable {

    /** Debian keeps it in a directory named for the processor, others in lib64. */
    private static final List<Path> PARENTS = List.of(Path.of("/usr/lib"), Path.of("/usr"));

    private static final Optional<Path> LIBFAKETIME = libfaketime();

    final Random random = new Random();
    private final RedisServer redis;
    private final FaultProxy proxy;

    /** Of each worker, where each has one of its own. */
    private final List<FaultProxy> own = new ArrayList<>();

    private final Path clock;
    private final List<WorkerProcess> workers;
    private final Phase phase;
    private final Path sabotaged;
    private final Consumer<String> told;

    private Stage(
            RedisServer redis,
            FaultProxy proxy,
            Path clock,
            List<WorkerProcess> workers,
            Phase phase,
            Path sabotaged,
            Consumer<String> told) {
        this.redis = redis;
        this.proxy = proxy;
        this.clock = clock;
        this.workers = workers;
        this.phase = phase;
        this.sabotaged = sabotaged;
        this.told = told;
    }

    /** Whether a server can be given a clock that steps. */
    static boolean canStepClock() {
        return LIBFAKETIME.isPresent();
    }

    private static Optional<Path> libfaketime() {
        for (Path parent : PARENTS) {
            try (var some = Files.newDirectoryStream(parent)) {
                for (Path libraries : some) {
                    Path library = libraries.resolve("faketime/libfaketimeMT.so.1");
                    if (Files.exists(library)) {
                        return Optional.of(library);
                    }
                }
            } catch (NoSuchFileException none) {
                // Not on this system.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Optional.empty();
    }

    /** A server for one phase. */
    static RedisServer server(Path clock) {
        if (clock == null) {
            return RedisServer.start();
        }
        return RedisServer.startEmbedded(
                Map.of(
                        "LD_PRELOAD", LIBFAKETIME.orElseThrow().toString(),
                        "FAKETIME_TIMESTAMP_FILE", clock.toString(),
                        "FAKETIME_NO_CACHE", "1",
                        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                        "FAKETIME_DONT_RESET", "1"));
    }

    static Stage set(
            RedisServer redis,
            FaultProxy proxy,
            Path clock,
            List<WorkerProcess> workers,
            Phase phase,
            Path sabotaged,
            Consumer<String> told) {
        return new Stage(redis, proxy, clock, workers, phase, sabotaged, told);
    }

    RedisServer redis() {
        return redis;
    }

    FaultProxy proxy() {
        return proxy;
    }

    /** Gives each worker a way to Redis of its own. */
    Stage withProxies() {
        workers.forEach(worker -> own.add(new FaultProxy(redis.port())));
        return this;
    }

    /** Any worker. */
    int anyWorker() {
        return random.nextInt(workers.size());
    }

    FaultProxy proxyOf(int worker) {
        return own.get(worker);
    }

    private String phaseOf(int worker) {
        Phase of = phase.ofWorker(worker);
        return (own.isEmpty() ? of : of.over(own.get(worker).uri())).toLine();
    }

    void pause(long millis) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** The name of a control key. */
    String key(char letter) {
        return "{" + phase.namespace() + ":0}" + letter;
    }

    /** Does something to Redis beside the cache. */
    void admin(Consumer<Jedis> action) {
        try (var jedis = redis.connect()) {
            action.accept(jedis);
        }
    }

    /** Moves the server's clock away from the true time. */
    void stepClock(int seconds) {
        try {
            Files.writeString(clock, (seconds < 0 ? "" : "+") + seconds);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Kills a worker at a point of its next commit, and brings it back.
     *
     * @param point {@code before}: announced and not committed; {@code after}: committed and not
     *     told
     */
    void killWorker(String point) {
        killWorker(anyWorker(), point);
    }

    void killWorker(int number, String point) {
        WorkerProcess worker = workers.get(number);
        worker.send("ARM " + point);
        worker.await("POINT", 5);
        worker.kill();
        WorkerProcess next = WorkerProcess.start(sabotaged, told);
        workers.set(number, next);
        next.send("PHASE " + phaseOf(number));
        if (next.await("READY", 60)) {
            next.send("GO");
        }
    }

    /** Stops a worker for a while, as a long collection of its garbage would. */
    void stopWorker(long millis) {
        WorkerProcess worker = workers.get(random.nextInt(workers.size()));
        worker.signal("STOP");
        pause(millis);
        worker.signal("CONT");
    }

    /** Starts all workers on the phase. */
    void begin() {
        for (int i = 0; i < workers.size(); i++) {
            workers.get(i).send("PHASE " + phaseOf(i));
        }
        workers.forEach(worker -> require(worker.await("READY", 90), "a worker did not boot"));
        workers.forEach(worker -> worker.send("GO"));
    }

    void end() {
        workers.forEach(worker -> worker.send("END"));
        workers.forEach(worker -> require(worker.await("DONE", 60), "a worker did not end"));
        own.forEach(FaultProxy::close);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }

    static List<WorkerProcess> workers(int many, Path sabotaged, Consumer<String> told) {
        List<WorkerProcess> workers = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            workers.add(WorkerProcess.start(sabotaged, told));
        }
        return workers;
    }

    @Override
    public void close() {
        proxy.close();
        redis.close();
    }
}
