package io.hibernateredis.benchmarks.micro;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.Scripts;
import io.hibernateredis.internal.protocol.StoreSettings;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.redis.ConnectionSettings;
import io.hibernateredis.internal.store.Store;
import io.hibernateredis.internal.transaction.UnitOfWork;
import io.hibernateredis.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import redis.clients.jedis.Jedis;

/** The messages of the protocol, on a Redis of their own. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ScriptBenchmark {
    private static final byte[] BODY = "x".repeat(180).getBytes(UTF_8);

    /** How many entries a message is about. */
    @Param({"1", "100"})
    private int entries = 1;

    private final List<Entry> some = new ArrayList<>();
    private @Nullable RedisServer redis;
    private @Nullable Jedis jedis;
    private @Nullable Store store;
    private byte[] key = {};

    @Setup
    public void open() {
        redis = RedisServer.start();
        jedis = redis.connect();
        var scripts = Scripts.standard();
        store =
                Store.open(
                        StoreSettings.DEFAULTS,
                        io.hibernateredis.internal.redis.RedisServer.at(
                                ConnectionSettings.of(redis.uri().toString()), scripts.all()),
                        scripts);
        var tasks = new Keyspace("task", "task", Duration.ofMinutes(30));
        for (int id = 0; id < entries; id++) {
            some.add(tasks.entry(null, Integer.toString(id)));
        }
        openAndClose();
        get();
        key = requireNonNull(jedis.keys("*task#0").iterator().next()).getBytes(UTF_8);
    }

    @TearDown
    public void close() {
        requireNonNull(store).close();
        requireNonNull(jedis).close();
        requireNonNull(redis).close();
    }

    /** The least that a round trip takes. */
    @Benchmark
    public byte[] getOfJedis() {
        return requireNonNull(jedis).get(key);
    }

    @Benchmark
    public List<@Nullable StoredEntry> get() {
        var reading = requireNonNull(begin().read(some, List.of()));
        if (reading.found().contains(null)) {
            throw new IllegalStateException("an entry was not found");
        }
        return reading.found();
    }

    @Benchmark
    public UnitOfWork put() {
        var work = begin();
        some.forEach(entry -> work.offer(entry, BODY, List.of()));
        work.endOperation();
        return work;
    }

    /** What a transaction that writes adds. */
    @Benchmark
    public UnitOfWork openAndClose() {
        var work = begin();
        some.forEach(entry -> work.invalidate(entry, BODY));
        work.open();
        work.close(true);
        return work;
    }

    private UnitOfWork begin() {
        var work = new UnitOfWork(requireNonNull(store));
        work.begin();
        return work;
    }
}
