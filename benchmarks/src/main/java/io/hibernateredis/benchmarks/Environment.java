package io.hibernateredis.benchmarks;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What was measured on.
 *
 * @param revision of the project
 * @param quick whether the run was too short for its times to mean anything
 * @param libraries the jars that are compared
 * @param loadBefore the processes that wanted a processor in the minute before the run
 * @param loadDuring the same, in its last minute
 */
record Environment(
        Instant begun,
        String revision,
        boolean quick,
        String processor,
        int processors,
        String java,
        String database,
        String redis,
        List<String> libraries,
        double loadBefore,
        double loadDuring) {

    private static final Pattern LIBRARIES =
            Pattern.compile(
                    "(hibernate-core|hibernate-jcache|redisson|redisson-hibernate-7|jedis|caffeine|jcache"
                        + "|HikariCP|postgresql|h2)-\\d.*\\.jar");

    static Environment of(boolean quick, String database, String redis) throws IOException {
        return new Environment(
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                System.getProperty("benchmarks.revision", "unknown"),
                quick,
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                database,
                redis,
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .map(element -> Path.of(element).getFileName().toString())
                        .filter(name -> LIBRARIES.matcher(name).matches())
                        .map(name -> name.replace(".jar", ""))
                        .sorted()
                        .toList(),
                load(),
                0);
    }

    Environment atItsEnd() {
        return new Environment(
                begun,
                revision,
                quick,
                processor,
                processors,
                java,
                database,
                redis,
                libraries,
                loadBefore,
                load());
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String processorName() throws IOException {
        var file = Path.of("/proc/cpuinfo");
        if (!Files.exists(file)) {
            return System.getProperty("os.arch");
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }
}
