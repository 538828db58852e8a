package io.hibernateredis.spring.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.library.LibraryMain;
import io.hibernateredis.testing.RedisServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplicationAotProcessor;

/** An application that was processed ahead of time, in JVMs of its own, starts and caches. */
class AotStartIT {

    private static final String[] PROPERTIES = {
        "--server.port=0",
        "--spring.main.banner-mode=off",
        "--spring.flyway.enabled=false",
        "--spring.liquibase.enabled=false",
        "--hibernate-redis.trust=10s",
        "--hibernate-redis.page.enabled=true",
        "--" + Library.WITHOUT_SECURITY,
    };

    @TempDir Path directory;

    @Test
    void application_thatWasProcessed_startsAndFindsWhatItHasCached() throws Exception {
        Path sources = directory.resolve("sources");
        Path resources = directory.resolve("resources");
        Path classes = directory.resolve("classes");
        Files.createDirectories(classes);
        String own = System.getProperty("java.class.path");
        List<String> processing =
                new ArrayList<>(
                        List.of(
                                SpringApplicationAotProcessor.class.getName(),
                                LibraryMain.class.getName(),
                                sources.toString(),
                                resources.toString(),
                                classes.toString(),
                                "com.example",
                                "library"));
        processing.addAll(List.of(PROPERTIES));
        java(own, processing);
        compile(sources, classes, own);
        try (var redis = RedisServer.start()) {
            List<String> running = new ArrayList<>();
            running.add("-Dspring.aot.enabled=true");
            running.add(LibraryMain.class.getName());
            running.addAll(List.of(PROPERTIES));
            running.add("--hibernate-redis.uri=" + redis.uri());
            String all =
                    String.join(File.pathSeparator, classes.toString(), resources.toString(), own);
            assertThat(java(all, running)).contains("generated=true hits=1");
        }
    }

    private static void compile(Path sources, Path classes, String classPath) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", classes.toString()));
        arguments.addAll(List.of("-cp", classes + File.pathSeparator + classPath));
        try (var files = Files.walk(sources)) {
            files.filter(each -> each.toString().endsWith(".java"))
                    .forEach(each -> arguments.add(each.toString()));
        }
        assertThat(arguments).anyMatch(each -> each.contains("HibernateRedisAutoConfiguration__"));
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, arguments.toArray(String[]::new));
        assertThat(result).isZero();
    }

    /** Runs a JVM to its end, and returns what it printed. */
    private static String java(String classPath, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", classPath));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor()).as(printed).isZero();
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
