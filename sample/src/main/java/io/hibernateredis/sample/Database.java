package io.hibernateredis.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The database of a run: the one that was named, or an H2 in a JVM of its own. */
final class Database implements AutoCloseable {
    private final String url;
    private final @Nullable Process server;

    private Database(String url, @Nullable Process server) {
        this.url = url;
        this.server = server;
    }

    static Database open(Optional<String> url) throws IOException {
        if (url.isPresent()) {
            return new Database(url.get(), null);
        }
        var server = Jvm.start(DatabaseServer.class, List.of(), List.of());
        // The process keeps its reader; what follows the first line is of no interest.
        String line = server.inputReader().readLine();
        if (line == null || !line.startsWith(DatabaseServer.PORT)) {
            server.destroy();
            throw new IOException("H2 did not start: " + line);
        }
        String port = line.substring(DatabaseServer.PORT.length());
        return new Database("jdbc:h2:tcp://localhost:" + port + "/" + DatabaseServer.NAME, server);
    }

    String url() {
        return url;
    }

    /** The processor time of its process so far; empty if this run did not start it. */
    Optional<Duration> cpu() {
        return server == null ? Optional.empty() : server.toHandle().info().totalCpuDuration();
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            server.getOutputStream().close();
        }
    }
}
