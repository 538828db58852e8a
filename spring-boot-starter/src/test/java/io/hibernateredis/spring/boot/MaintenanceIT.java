package io.hibernateredis.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.example.library.Book;
import io.hibernateredis.testing.RedisExtension;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;

/** What is done to the cache at start and from time to time. */
@ExtendWith(OutputCaptureExtension.class)
class MaintenanceIT {

    private static final String MAINTENANCE = "hibernate-redis.maintenance.";
    private static final long BOOKS = 30;

    @RegisterExtension static final RedisExtension REDIS = RedisExtension.ownServer();

    @TempDir Path directory;

    private final String namespace = "m" + UUID.randomUUID();
    private final String database = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    static class Meters {
        @Bean
        SimpleMeterRegistry meters() {
            return new SimpleMeterRegistry();
        }
    }

    /** Instances share namespace and database. */
    private Library start(String ddl, String... maintenance) {
        List<String> all = new ArrayList<>();
        all.add("hibernate-redis.uri=" + REDIS.uri());
        all.add("hibernate-redis.namespace=" + namespace);
        all.add("hibernate-redis.database=none");
        all.add("hibernate-redis.lease=1s");
        all.add("spring.datasource.url=" + database);
        all.add("spring.jpa.hibernate.ddl-auto=" + ddl);
        for (String each : maintenance) {
            all.add(MAINTENANCE + each);
        }
        return Library.start(List.of(Meters.class), all.toArray(String[]::new));
    }

    private void fillTheDatabase() {
        try (var library = start("create")) {
            LongStream.rangeClosed(1, BOOKS)
                    .forEach(id -> library.books().save(new Book(id, "book " + id)));
            library.sessionFactory().getCache().evictAllRegions();
        }
    }

    private static long cached(Library library) {
        return LongStream.rangeClosed(1, BOOKS).filter(library::hasCached).count();
    }

    private static double gauge(Library library, String name) {
        return library.context().getBean(MeterRegistry.class).get(name).gauge().value();
    }

    @Test
    void warmUp_atStart_loadsEntitiesAndQueries_andIsToldOf(CapturedOutput output) {
        fillTheDatabase();
        try (var library =
                start(
                        "none",
                        "enabled=true",
                        "warm-up.at-start=true",
                        "warm-up.entities=Book",
                        "warm-up.queries=Book.titles")) {
            await().until(() -> cached(library) == BOOKS);
            await().until(() -> !Double.isNaN(gauge(library, "hibernate.redis.warmup.seconds")));

            assertThat(gauge(library, "hibernate.redis.warmup.rows")).isEqualTo(2.0 * BOOKS);
            assertThat(output)
                    .contains("[entityManagerFactory]: warm-up begins")
                    .containsPattern("warm-up is done after [0-9.]+ s: 60 rows");
            var statistics = library.sessionFactory().getStatistics();
            statistics.setStatisticsEnabled(true);
            assertThat(
                            library.sessionFactory()
                                    .<List<?>>fromTransaction(
                                            session ->
                                                    session.createNamedSelectionQuery(
                                                                    "Book.titles", String.class)
                                                            .setCacheable(true)
                                                            .list()))
                    .hasSize((int) BOOKS);
            assertThat(statistics.getPrepareStatementCount()).isZero();
        }
    }

    @Test
    void ofSeveralInstances_oneWarmsUp(CapturedOutput output) {
        fillTheDatabase();
        String[] warmUp = {"enabled=true", "warm-up.at-start=true", "warm-up.entities=Book"};
        try (var one = start("none", warmUp)) {
            await().until(() -> cached(one) == BOOKS);
            try (var other = start("none", warmUp)) {
                await().until(
                                () ->
                                        output.getOut()
                                                .contains("no warm-up: another instance does it"));
                assertThat(gauge(other, "hibernate.redis.warmup.rows")).isZero();
            }
        }
    }

    @Test
    void warmUp_onASchedule_isRepeated() {
        fillTheDatabase();
        try (var library =
                start("none", "enabled=true", "warm-up.every=1s", "warm-up.entities=Book")) {
            await().until(() -> cached(library) == BOOKS);
            library.sessionFactory().getCache().evictAllRegions();
            assertThat(cached(library)).isLessThan(BOOKS);
            await().until(() -> cached(library) == BOOKS);
        }
    }

    @Test
    void whatWasReadMost_isLoadedInTheNextRun() throws Exception {
        fillTheDatabase();
        Path file = directory.resolve("hot-keys");
        String[] hot = {
            "enabled=true",
            "warm-up.at-start=true",
            "warm-up.hot-keys-file=" + file,
            "warm-up.hot-keys=1"
        };
        try (var library = start("none", hot)) {
            for (int i = 0; i < 400; i++) {
                library.books().findById(7L);
            }
            library.sessionFactory().getCache().evictAllRegions();
        }
        assertThat(Files.readAllLines(file)).containsExactly(Book.class.getName() + "\t7");
        REDIS.admin().del("{" + namespace + ":0}l:hibernate-redis-maintenance#?query#warm-up");

        try (var library = start("none", hot)) {
            await().until(() -> library.hasCached(7));
            assertThat(cached(library)).isEqualTo(1);
        }
    }

    @Test
    void hotKeysFile_thatCannotBeRead_isLogged_andCostsMisses(CapturedOutput output) {
        fillTheDatabase();
        try (var library =
                start(
                        "none",
                        "enabled=true",
                        "warm-up.at-start=true",
                        "warm-up.entities=Book",
                        "warm-up.hot-keys-file=" + directory)) {
            await().until(() -> cached(library) == BOOKS);
            assertThat(output)
                    .contains("what is read most is not kept for the next run", "hot-keys-file");
        }
    }

    @Test
    void sweep_deletesKeysWithoutATimeToLive_ofThisNamespaceAlone() {
        String planted = "{" + namespace + ":0}e:planted";
        REDIS.admin().set("other", "stays");
        try (var library = start("create", "enabled=true", "sweep-every=1s")) {
            library.books().save(new Book(1L, "Emma"));
            await().until(() -> library.books().findById(1L).isPresent() && library.hasCached(1));
            REDIS.admin().set(planted, "for ever");

            await().until(() -> !REDIS.admin().exists(planted));

            assertThat(REDIS.admin().get("other")).isEqualTo("stays");
            assertThat(library.hasCached(1)).isTrue();
        }
    }

    @Test
    void size_isReported_inTheLogAndByMeters(CapturedOutput output) {
        try (var library = start("create", "enabled=true", "report-every=1s")) {
            library.books().save(new Book(1L, "Emma"));
            await().until(
                            () -> {
                                library.books().findById(1L);
                                return gauge(library, "hibernate.redis.size.entries") > 0;
                            });
            assertThat(gauge(library, "hibernate.redis.size.bytes")).isGreaterThan(50);
            await().until(() -> output.getOut().contains("1 entries of [" + Book.class.getName()));
        }
    }

    @Test
    void byDefault_nothingIsDone() {
        try (var library = start("create")) {
            assertThat(library.context().getBeanNamesForType(Object.class))
                    .noneMatch(name -> name.contains("hibernateRedisMaintenance"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "warm-up.entities=Boook, there is no entity of the name Boook",
        "warm-up.queries=Book.none, must name what the application has",
        "warm-up.queries=Book.titled, the named query Book.titled has parameters",
        "warm-up.rate=0, 'must be 1 to 1000000, but was 0'",
        "warm-up.hot-keys=0, 'must be 1 to 100000, but was 0'",
        "warm-up.every=1ms, 'must be 1 s to 365 d, but was PT0.001S'",
        "sweep-every=0s, 'must be 1 s to 365 d, but was PT0S'",
        "report-every=1ms, 'must be 1 s to 365 d'",
    })
    void propertyThatIsWrong_keepsTheApplicationFromStarting(
            String property, String rule, CapturedOutput output) {
        assertThatThrownBy(() -> start("create", "enabled=true", property).close()).isNotNull();
        assertThat(output)
                .contains(MAINTENANCE + property.substring(0, property.indexOf('=')))
                .contains(rule);
    }

    @Test
    void withoutTheModule_theMessageNamesIt() {
        var loader = new FilteredClassLoader("io.hibernateredis.tagged");
        assertThatThrownBy(
                        () -> {
                            Thread thread = Thread.currentThread();
                            ClassLoader before = thread.getContextClassLoader();
                            thread.setContextClassLoader(loader);
                            try {
                                start("create", "enabled=true").close();
                            } finally {
                                thread.setContextClassLoader(before);
                            }
                        })
                .hasStackTraceContaining("hibernate-redis-entity-listeners on the class path");
    }
}
