package io.hibernateredis.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** Redisson's own file of settings: defaults but for the number of connections. */
final class RedissonConfig {
    private RedissonConfig() {}

    /** Returns the path of a file that lives as long as this JVM. */
    static String write(String redisUri) {
        try {
            var file = Files.createTempFile("redisson", ".yaml");
            file.toFile().deleteOnExit();
            Files.writeString(
                    file,
                    """
                    singleServerConfig:
                      address: "%s"
                      connectionPoolSize: 16
                      connectionMinimumIdleSize: 8
                    """
                            .formatted(redisUri));
            return file.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
