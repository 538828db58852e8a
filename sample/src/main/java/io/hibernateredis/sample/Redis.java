package io.hibernateredis.sample;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;

/** The Redis of a run: the one that was named, or one that is started and ends with this JVM. */
final class Redis implements AutoCloseable {
    private final String uri;
    private final @Nullable RedisServer server;

    private Redis(String uri, @Nullable RedisServer server) {
        this.uri = uri;
        this.server = server;
    }

    /**
     * Starts the {@code redis-server} of the PATH, else the one that embedded-redis carries, on a
     * free port.
     */
    static Redis open(Optional<String> uri) throws IOException {
        if (uri.isPresent()) {
            return new Redis(uri.get(), null);
        }
        int port = freePort();
        var server =
                RedisServer.newRedisServer()
                        .executableProvider(executable())
                        .bind("127.0.0.1")
                        .port(port)
                        .setting("save \"\"")
                        .setting("appendonly no")
                        .build();
        server.start();
        return new Redis("redis://localhost:" + port, server);
    }

    private static ExecutableProvider executable() {
        try {
            return ExecutableProvider.newExecutableInPath("redis-server");
        } catch (FileNotFoundException e) {
            return ExecutableProvider.newJarResourceProvider();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    String uri() {
        return uri;
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            server.stop();
        }
    }
}
