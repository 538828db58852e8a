package io.hibernateredis.testing;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A Redis of a test's own: a child process on a free port of the loopback address, with an empty
 * data directory and no persistence unless asked for. It dies with this JVM.
 *
 * <p>Used by one thread, that of the test.
 */
public final class RedisServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final int START_ATTEMPTS = 5;

    private final Path executable;
    private final List<String> extraArguments;
    private final Map<String, String> environment;
    private final Path directory;
    private final Thread reaper = new Thread(this::remove);
    private int snapshots;
    private int launches;
    private int port;
    private volatile Process process;
    private boolean paused;

    private RedisServer(
            Path executable, Map<String, String> environment, String... extraArguments) {
        this.executable = executable;
        this.environment = Map.copyOf(environment);
        this.extraArguments = List.of(extraArguments);
        try {
            directory = Files.createTempDirectory("hibernate-redis-server");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts a server, and returns once it answers.
     *
     * @param extraArguments as on the command line of {@code redis-server}: {@code "--maxmemory",
     *     "10mb"}
     */
    public static RedisServer start(String... extraArguments) {
        return start(RedisBinary.find(), extraArguments);
    }

    /**
     * As {@link #start(String...)}, with more variables in the environment of the process, and with
     * the Redis of embedded-redis, whose allocator bears libraries that are loaded before it.
     */
    public static RedisServer startEmbedded(
            Map<String, String> environment, String... extraArguments) {
        return start(new RedisServer(RedisBinary.embedded(), environment, extraArguments));
    }

    static RedisServer start(Path executable, String... extraArguments) {
        return start(new RedisServer(executable, Map.of(), extraArguments));
    }

    private static RedisServer start(RedisServer server) {
        Runtime.getRuntime().addShutdownHook(server.reaper);
        server.launchOnFreePort();
        return server;
    }

    public URI uri() {
        return URI.create("redis://127.0.0.1:" + port);
    }

    public int port() {
        return port;
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** A plain connection of the caller's own, to be closed by it. */
    public Jedis connect() {
        return connect(uri());
    }

    static Jedis connect(URI uri) {
        return new Jedis(
                uri, DefaultJedisClientConfig.builder().protocol(RedisProtocol.RESP2).build());
    }

    /** How often the process was started: no connection outlives a start. */
    int launches() {
        return launches;
    }

    /** Stops the process (SIGSTOP): connections stay open, and nothing answers. */
    public void pause() {
        signal("STOP");
        paused = true;
    }

    /** Lets the process go on after {@link #pause()} (SIGCONT). */
    public void resume() {
        signal("CONT");
        paused = false;
    }

    /** Ends the process without a word (SIGKILL), paused or not, and returns once it is gone. */
    public void kill() {
        destroy();
        paused = false;
    }

    /**
     * Kills the process if it runs, and starts it on the same port with what {@link #save()} last
     * wrote, or empty.
     */
    public void restart() {
        kill();
        launch();
    }

    /** Restarts without any data. */
    public void restartEmpty() {
        kill();
        try {
            Files.deleteIfExists(dump());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        launch();
    }

    /** Writes all data to the file that {@link #restart()} reads. */
    public void save() {
        try (var redis = connect()) {
            redis.save();
        }
    }

    /**
     * Saves, and returns a copy of the file, which no later save changes; it lives until {@link
     * #close()}.
     */
    public Path snapshot() {
        save();
        try {
            return Files.copy(dump(), directory.resolve("snapshot-" + ++snapshots + ".rdb"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Restarts with the data of a {@link #snapshot()}, this server's or another's. */
    public void restore(Path snapshot) {
        kill();
        try {
            Files.copy(snapshot, dump(), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        launch();
    }

    /** Brings the server back if a test left it paused or dead. */
    void ensureRunning() {
        if (!isRunning()) {
            restart();
        } else if (paused) {
            resume();
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(reaper);
        remove();
    }

    private void remove() {
        destroy();
        TemporaryFiles.delete(directory);
    }

    private void destroy() {
        var running = process;
        if (running == null) {
            return;
        }
        running.destroyForcibly();
        try {
            running.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Path dump() {
        return directory.resolve("dump.rdb");
    }

    private void launchOnFreePort() {
        for (int attempt = 1; ; attempt++) {
            port = freePort();
            try {
                launch();
                return;
            } catch (IllegalStateException portTakenMeanwhile) {
                if (attempt == START_ATTEMPTS) {
                    close();
                    throw portTakenMeanwhile;
                }
            }
        }
    }

    private void launch() {
        var command =
                new ArrayList<>(
                        List.of(
                                executable.toString(),
                                "--port",
                                Integer.toString(port),
                                "--bind",
                                "127.0.0.1",
                                "--dir",
                                directory.toString(),
                                "--save",
                                "",
                                "--appendonly",
                                "no"));
        command.addAll(extraArguments);
        try {
            var builder =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("redis.log").toFile());
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
        launches++;
        awaitAnswer();
    }

    private void awaitAnswer() {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!answers()) {
            if (System.nanoTime() - deadline > 0) {
                destroy();
                throw new IllegalStateException("Redis does not answer: " + log());
            }
            if (endsWithin(Duration.ofMillis(5))) {
                throw new IllegalStateException("Redis ended at its start: " + log());
            }
        }
    }

    /** Asks for the process id too, lest another server on the same port be taken for ours. */
    private boolean answers() {
        try (var redis = connect()) {
            return redis.info("server").contains("process_id:" + process.pid() + "\r")
                    && "PONG".equals(redis.ping());
        } catch (JedisConnectionException | JedisDataException notYet) {
            return false;
        }
    }

    private boolean endsWithin(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Redis was starting", e);
        }
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("redis.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void signal(String name) {
        try {
            var kill =
                    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                            .inheritIO()
                            .start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("cannot send SIG" + name + " to Redis");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while signalling Redis", e);
        }
    }

    /**
     * Below the range that Linux gives to outgoing connections: a client that retries a killed
     * server's port could otherwise be given that very port, connect to itself, and block the
     * restart.
     */
    static int freePort() {
        while (true) {
            int candidate = ThreadLocalRandom.current().nextInt(15_000, 32_000);
            try (var socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // try another
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
