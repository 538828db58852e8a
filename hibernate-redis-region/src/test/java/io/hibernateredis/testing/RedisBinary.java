package io.hibernateredis.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import redis.embedded.core.ExecutableProvider;

/** Where the executable of a test's Redis comes from. */
final class RedisBinary {
    /** Set to {@code embedded}, the tests run on the oldest Redis supported. */
    static final String CHOICE = "HIBERNATE_REDIS_TEST_SERVER";

    private RedisBinary() {}

    /** The {@code redis-server} on the PATH, else the one in the embedded-redis jar. */
    static Path find() {
        if ("embedded".equals(System.getenv(CHOICE))) {
            return embedded();
        }
        return onPath(System.getenv().getOrDefault("PATH", "")).orElseGet(RedisBinary::embedded);
    }

    static Optional<Path> onPath(String path) {
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(directory -> !directory.isBlank())
                .map(directory -> Path.of(directory, "redis-server"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Redis 6.2, unpacked once for this JVM. */
    static Path embedded() {
        return Embedded.EXECUTABLE;
    }

    private static final class Embedded {
        static final Path EXECUTABLE = unpack();

        private static Path unpack() {
            try {
                var directory = TemporaryFiles.directory("embedded-redis");
                return ExecutableProvider.newJarResourceProvider(directory.toFile()).get().toPath();
            } catch (IOException e) {
                throw new UncheckedIOException("embedded-redis has no binary for this machine", e);
            }
        }
    }
}
