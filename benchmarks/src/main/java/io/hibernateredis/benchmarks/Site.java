package io.hibernateredis.benchmarks;

import io.hibernateredis.benchmarks.Order.Link;
import io.hibernateredis.benchmarks.workload.Scale;
import io.hibernateredis.testing.RedisServer;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;

/**
 * A contender with all it uses: its JVM, its database, a Redis of its own, and proxies before both.
 * Not thread-safe.
 */
final class Site implements AutoCloseable {
    private final WorkerProcess worker;
    private final Proxy databaseProxy;
    private final @Nullable RedisServer redis;
    private final @Nullable Proxy redisProxy;
    private final @Nullable Jedis admin;
    private final WorkerSettings settings;
    private final List<String> jvmOptions;

    private Site(
            WorkerSettings settings,
            List<String> jvmOptions,
            WorkerProcess worker,
            Proxy databaseProxy,
            @Nullable RedisServer redis,
            @Nullable Proxy redisProxy) {
        this.settings = settings;
        this.jvmOptions = jvmOptions;
        this.worker = worker;
        this.databaseProxy = databaseProxy;
        this.redis = redis;
        this.redisProxy = redisProxy;
        this.admin = redis == null ? null : redis.connect();
    }

    static Site open(Contender contender, Scale scale, Database database, List<String> jvmOptions)
            throws IOException, SQLException {
        String name = contender.id().replace('-', '_');
        database.create(name);
        var databaseProxy = Proxy.open(database.port(), false);
        var jdbcUrls =
                Map.of(
                        Link.NEAR, database.url(name, database.port()),
                        Link.PROXIED, database.url(name, databaseProxy.port()));
        if (!contender.usesRedis()) {
            var settings = new WorkerSettings(contender, scale, jdbcUrls, Map.of(), true);
            var worker = WorkerProcess.start(settings, jvmOptions);
            return new Site(settings, jvmOptions, worker, databaseProxy, null, null);
        }
        var redis = RedisServer.start();
        var redisProxy = Proxy.open(redis.port(), true);
        var redisUris =
                Map.of(
                        Link.NEAR,
                        redis.uri().toString(),
                        Link.PROXIED,
                        "redis://127.0.0.1:" + redisProxy.port());
        var settings = new WorkerSettings(contender, scale, jdbcUrls, redisUris, true);
        var worker = WorkerProcess.start(settings, jvmOptions);
        return new Site(settings, jvmOptions, worker, databaseProxy, redis, redisProxy);
    }

    Contender contender() {
        return worker.contender();
    }

    void awaitReady() throws IOException {
        worker.awaitReady();
    }

    /** Starts another JVM of this contender, on the same servers. */
    WorkerProcess another() throws IOException {
        var started = WorkerProcess.start(settings.ofAnother(), jvmOptions);
        started.awaitReady();
        return started;
    }

    /** Bytes of all live objects of its JVM, after a collection. */
    long liveBytes() throws IOException {
        return worker.liveBytes();
    }

    Outcome carryOut(Order order) throws IOException {
        return worker.carryOut(order);
    }

    void delay(Duration delay) {
        databaseProxy.delay(delay);
        if (redisProxy != null) {
            redisProxy.delay(delay);
        }
    }

    /** Delays what is sent to Redis alone. */
    void delayRedis(Duration delay) {
        if (redisProxy != null) {
            redisProxy.delay(delay);
        }
    }

    /** The commands that were sent to Redis through the proxy so far, by name. */
    Map<String, Double> commands() {
        return redisProxy == null ? Map.of() : redisProxy.commands();
    }

    long databaseRoundTrips() {
        return databaseProxy.roundTrips();
    }

    long redisRoundTrips() {
        return redisProxy == null ? 0 : redisProxy.roundTrips();
    }

    /** What its Redis has done so far; nothing if it has none. */
    RedisUsage redisUsage() {
        return admin == null ? new RedisUsage(0, Map.of(), 0, 0, 0, 0) : RedisUsage.of(admin);
    }

    /** The version of its Redis, and where it is from; empty if it has none. */
    String redisProduct() {
        if (admin == null) {
            return "";
        }
        String info = admin.info("server");
        return "Redis %s (%s)".formatted(field(info, "redis_version"), field(info, "executable"));
    }

    private static String field(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    @Override
    public void close() {
        worker.close();
        databaseProxy.close();
        if (admin != null) {
            admin.close();
        }
        if (redisProxy != null) {
            redisProxy.close();
        }
        if (redis != null) {
            redis.close();
        }
    }
}
