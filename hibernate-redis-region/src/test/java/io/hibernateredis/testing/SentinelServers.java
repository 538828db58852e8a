package io.hibernateredis.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * A master, a replica, and three Sentinels that watch them, as child processes. Used by one thread.
 */
public final class SentinelServers implements AutoCloseable {

    public static final String MASTER = "mymaster";

    private static final int SENTINELS = 3;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path directory;
    private final String password;
    private final List<RedisServer> servers = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final List<Process> sentinels = new ArrayList<>();

    private SentinelServers(String password) throws IOException {
        this.password = password;
        this.directory = Files.createTempDirectory("hibernate-redis-sentinels");
        servers.add(RedisServer.start("--repl-diskless-sync-delay", "0"));
        servers.add(RedisServer.start("--replicaof", "127.0.0.1 " + master().port()));
        for (int i = 0; i < SENTINELS; i++) {
            int port = RedisServer.freePort();
            ports.add(port);
            sentinels.add(launch(port));
        }
    }

    /** Starts all, and returns once the Sentinels know each other and the replica. */
    public static SentinelServers start() {
        return start("");
    }

    /**
     * @param password that clients must give to the Sentinels; empty for none
     */
    public static SentinelServers start(String password) {
        try {
            var all = new SentinelServers(password);
            all.awaitAcquainted();
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch(int port) throws IOException {
        Path home = Files.createDirectories(directory.resolve("sentinel-" + port));
        Path configuration = home.resolve("sentinel.conf");
        String secret =
                password.isEmpty()
                        ? ""
                        : "requirepass %s\nsentinel sentinel-pass %s\n"
                                .formatted(password, password);
        Files.writeString(
                configuration,
                """
                port %d
                bind 127.0.0.1
                dir %s
                sentinel monitor %s 127.0.0.1 %d 2
                sentinel down-after-milliseconds %s 500
                sentinel failover-timeout %s 4000
                %s\
                """
                        .formatted(port, home, MASTER, master().port(), MASTER, MASTER, secret));
        return new ProcessBuilder(
                        RedisBinary.find().toString(), configuration.toString(), "--sentinel")
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile())
                .start();
    }

    /** The server that is the master at first. */
    public RedisServer master() {
        return servers.get(0);
    }

    public RedisServer replica() {
        return servers.get(1);
    }

    public URI uri() {
        return URI.create("redis-sentinel://" + hosts() + "/" + MASTER);
    }

    /** Host and port of each Sentinel, separated by commas. */
    public String hosts() {
        return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    /** A plain connection to a Sentinel, to be closed by the caller. */
    public Jedis sentinel(int number) {
        var connection = new Jedis(new HostAndPort("127.0.0.1", ports.get(number)));
        if (!password.isEmpty()) {
            connection.auth(password);
        }
        return connection;
    }

    /** Ends a Sentinel without a word. */
    public void killSentinel(int number) {
        sentinels.get(number).destroyForcibly();
    }

    /** The port of the master, as a Sentinel sees it. */
    public int masterPort(int number) {
        try (var sentinel = sentinel(number)) {
            return Integer.parseInt(sentinel.sentinelGetMasterAddrByName(MASTER).get(1));
        }
    }

    private void awaitAcquainted() {
        try {
            await("the Sentinels find each other").atMost(LIMIT).until(this::areAcquainted);
        } catch (ConditionTimeoutException e) {
            close();
            throw e;
        }
    }

    private boolean areAcquainted() {
        for (int i = 0; i < SENTINELS; i++) {
            try (var sentinel = sentinel(i)) {
                var master = sentinel.sentinelMaster(MASTER);
                if (!master.get("num-other-sentinels").equals("" + (SENTINELS - 1))
                        || !master.get("num-slaves").equals("1")
                        || !sentinel.sentinelSlaves(MASTER)
                                .get(0)
                                .get("master-link-status")
                                .equals("ok")) {
                    return false;
                }
            } catch (JedisConnectionException notYet) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        sentinels.forEach(Process::destroyForcibly);
        for (Process each : sentinels) {
            each.onExit().join();
        }
        servers.forEach(RedisServer::close);
        TemporaryFiles.delete(directory);
    }
}
