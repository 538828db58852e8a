package io.hibernateredis.region;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.region.Board.Project;
import io.hibernateredis.testing.RedisExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An application that does not have the optional libraries on its class path. */
class WithoutLibrariesIT {

    private static final String BOOTED = "found near Redis";

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @Test
    void nearCache_thatIsWanted_failsAtBoot_andNamesTheDependency() throws Exception {
        assertThat(boot("near", "lease"))
                .contains(
                        "hibernate.cache.redis.near=lease needs"
                                + " com.github.ben-manes.caffeine:caffeine on the class path")
                .doesNotContain(BOOTED);
    }

    @Test
    void nearCache_thatIsOff_needsNoCaffeine() throws Exception {
        assertThat(boot("near", "off")).contains(BOOTED);
    }

    @Test
    void compression_thatNeedsALibrary_failsAtBoot_andNamesTheDependency() throws Exception {
        assertThat(boot("compression", "lz4"))
                .contains(
                        "hibernate.cache.redis.compression=lz4 needs at.yawk.lz4:lz4-java on the"
                                + " class path")
                .doesNotContain(BOOTED);
        assertThat(boot("regions." + Project.class.getName() + ".compression", "lz4"))
                .contains("needs at.yawk.lz4:lz4-java on the class path")
                .doesNotContain(BOOTED);
    }

    @Test
    void compression_byTheJdk_needsNoLibrary() throws Exception {
        assertThat(boot("compression", "deflate")).contains(BOOTED);
    }

    private static String boot(String setting, String value)
            throws IOException, InterruptedException {
        String classPath =
                Arrays.stream(System.getProperty("java.class.path").split(":"))
                        .filter(element -> !element.matches(".*(caffeine|lz4).*"))
                        .collect(Collectors.joining(":"));
        Process jvm =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                classPath,
                                Main.class.getName(),
                                REDIS.uri().toString(),
                                setting,
                                value)
                        .redirectErrorStream(true)
                        .start();
        String output = new String(jvm.getInputStream().readAllBytes(), UTF_8);
        jvm.waitFor();
        return output;
    }

    /** Writes and reads an entity. */
    static final class Main {

        private Main() {}

        public static void main(String[] arguments) {
            var configuration = new Configuration();
            for (Class<?> entity : Board.ENTITIES) {
                configuration.addAnnotatedClass(entity);
            }
            configuration
                    .setProperty("hibernate.connection.url", "jdbc:h2:mem:alone")
                    .setProperty("hibernate.hbm2ddl.auto", "create")
                    .setProperty("hibernate.cache.region.factory_class", "redis")
                    .setProperty("hibernate.cache.redis.uri", arguments[0])
                    .setProperty("hibernate.cache.redis." + arguments[1], arguments[2]);
            try (var factory = configuration.buildSessionFactory()) {
                Cluster.inTransaction(factory, s -> s.persist(new Project(1L, "project")));
                Cluster.inTransaction(factory, s -> s.find(Project.class, 1L));
                System.out.println(BOOTED);
            } catch (RuntimeException e) {
                for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                    System.out.println(cause.getMessage());
                }
            }
        }
    }
}
