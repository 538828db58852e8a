package io.hibernateredis.sample;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.embedded.core.ExecutableProvider;

/** The Redis of a run: the one that was named, or one that is started and ends with this JVM. */
final class Redis implements AutoCloseable {
    /** The shell ends Redis when its input ends, that is even if this JVM is killed. */
    private static final String GUARD = "\"$0\" \"$@\" & cat > /dev/null; kill $!";

    private static final Pattern CPU = Pattern.compile("used_cpu_(user|sys):.*");

    private static final long START_TIMEOUT = TimeUnit.SECONDS.toNanos(10);

    private final String uri;
    private final @Nullable Process guard;

    private Redis(String uri, @Nullable Process guard) {
        this.uri = uri;
        this.guard = guard;
    }

    /**
     * Starts the {@code redis-server} of the PATH, else the one that embedded-redis carries, on a
     * free port.
     *
     * @throws IOException if it does not accept a connection within 10 s
     */
    static Redis open(Optional<String> uri) throws IOException, InterruptedException {
        if (uri.isPresent()) {
            return new Redis(uri.get(), null);
        }
        int port = freePort();
        var guard =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                GUARD,
                                executable().getPath(),
                                "--bind",
                                "127.0.0.1",
                                "--port",
                                Integer.toString(port),
                                "--save",
                                "",
                                "--loglevel",
                                "warning")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        var redis = new Redis("redis://localhost:" + port, guard);
        try {
            awaitConnection(port);
            return redis;
        } catch (IOException e) {
            redis.close();
            throw new IOException("Redis on port " + port + " did not start within 10 s", e);
        }
    }

    private static File executable() throws IOException {
        try {
            return ExecutableProvider.newExecutableInPath("redis-server").get();
        } catch (FileNotFoundException e) {
            return ExecutableProvider.newJarResourceProvider().get();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void awaitConnection(int port) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_TIMEOUT;
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    /** The processor time of the server so far. */
    Duration cpu() {
        try (var redis = new Jedis(URI.create(uri))) {
            double seconds =
                    redis.info("cpu")
                            .lines()
                            .filter(line -> CPU.matcher(line).matches())
                            .mapToDouble(
                                    line ->
                                            Double.parseDouble(
                                                    line.substring(line.indexOf(':') + 1)))
                            .sum();
            return Duration.ofNanos(Math.round(seconds * 1e9));
        }
    }

    String uri() {
        return uri;
    }

    @Override
    public void close() throws IOException {
        if (guard != null) {
            guard.getOutputStream().close();
        }
    }
}
