package io.hibernateredis.sample.web;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/** A Redis on a free port: the {@code redis-server} of the PATH, else one from a jar. */
final class LocalRedis implements AutoCloseable {

    /** The shell ends Redis when its input ends, that is even if this JVM is killed. */
    private static final String GUARD = "\"$0\" \"$@\" & cat > /dev/null; kill $!";

    private static final long START_TIMEOUT = TimeUnit.SECONDS.toNanos(10);

    private final int port;
    private final Process guard;

    private LocalRedis(int port, Process guard) {
        this.port = port;
        this.guard = guard;
    }

    static LocalRedis start() throws IOException, InterruptedException {
        int port = freePort();
        var command =
                new ProcessBuilder(
                        "sh", "-c", GUARD, executable().getPath(), "--bind", "127.0.0.1");
        command.command().addAll(java.util.List.of("--port", Integer.toString(port)));
        command.command().addAll(java.util.List.of("--save", "", "--loglevel", "warning"));
        var redis =
                new LocalRedis(
                        port,
                        command.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .redirectError(ProcessBuilder.Redirect.INHERIT)
                                .start());
        try {
            redis.awaitConnection();
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

    private void awaitConnection() throws IOException, InterruptedException {
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

    String uri() {
        return "redis://localhost:" + port;
    }

    @Override
    public void close() throws IOException {
        guard.getOutputStream().close();
    }
}
