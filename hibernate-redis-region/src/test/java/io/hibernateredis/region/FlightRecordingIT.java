package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.whenARowIsLoaded;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.internal.recording.Recordings;
import io.hibernateredis.region.Board.Project;
import io.hibernateredis.region.Board.User;
import io.hibernateredis.testing.RedisExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the JDK's flight recorder holds of the cache. */
class FlightRecordingIT {

    private static final String MESSAGE = "io.hibernateredis.Message";
    private static final String POSTED = "io.hibernateredis.PostedMessage";
    private static final String FAILED = "io.hibernateredis.MessageFailed";
    private static final String REFUSED = "io.hibernateredis.PutRefused";
    private static final String CIRCUIT = "io.hibernateredis.Circuit";

    @RegisterExtension static final RedisExtension REDIS = RedisExtension.ownServer();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Board.ENTITIES);

    @TempDir Path directory;

    SessionFactory one;
    SessionFactory other;

    @BeforeEach
    void start() {
        one = cluster.join(Map.of("hibernate.cache.redis.read_timeout", "1s"));
        other = cluster.join();
        inTransaction(
                one,
                session -> {
                    session.persist(new Project(4711, "a secret name"));
                    session.persist(new User(4712, "ann@example.org", "Ann"));
                });
        one.getCache().evictAllRegions();
        Board.awaitSeen(other, one);
    }

    private List<RecordedEvent> recorded(Runnable action) throws IOException {
        Path file = directory.resolve("recording.jfr");
        try (var recording = new Recording()) {
            for (String name : List.of(MESSAGE, POSTED, FAILED, REFUSED, CIRCUIT)) {
                recording.enable(name).withThreshold(Duration.ZERO);
            }
            recording.start();
            action.run();
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        Files.delete(file);
        return events;
    }

    private static Stream<RecordedEvent> of(List<RecordedEvent> events, String name) {
        return events.stream().filter(each -> each.getEventType().getName().equals(name));
    }

    private static RecordedEvent first(List<RecordedEvent> events, String name, String kind) {
        return of(events, name)
                .filter(each -> each.getString("kind").equals(kind))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " among " + events));
    }

    @Test
    void messages_areRecorded_withKindCommandsBytesNodeAndOutcome() throws IOException {
        List<RecordedEvent> events =
                recorded(
                        () -> {
                            inTransaction(one, s -> s.find(Project.class, 4711L));
                            inTransaction(one, s -> s.find(Project.class, 4711L).name = "other");
                        });

        var read = first(events, MESSAGE, "read");
        assertThat(read.getString("commands")).isEqualTo("get zmscore");
        assertThat(read.getString("node")).contains(":" + REDIS.server().port());
        assertThat(read.getString("outcome")).isEqualTo("answered");
        assertThat(read.getInt("attempts")).isEqualTo(1);
        assertThat(read.getLong("bytesSent")).isBetween(40L, 400L);
        assertThat(read.getDuration()).isPositive();
        assertThat(first(events, MESSAGE, "open").getLong("bytesReceived")).isPositive();
        var put = first(events, POSTED, "put");
        assertThat(put.getString("outcome")).isEqualTo("answered");
        assertThat(put.getLong("bytesSent")).isGreaterThan(100);
        assertThat(put.getDuration()).isPositive();
        assertThat(first(events, POSTED, "close").getString("commands")).startsWith("close");
        assertThat(of(events, FAILED)).isEmpty();
    }

    @Test
    void nothingRecorded_holdsWhatWasCachedOrItsId() throws IOException {
        List<RecordedEvent> events =
                recorded(
                        () -> {
                            whenARowIsLoaded(one, () -> rename("another secret"));
                            inTransaction(one, s -> s.find(Project.class, 4711L));
                            inTransaction(
                                    one,
                                    s -> s.bySimpleNaturalId(User.class).load("ann@example.org"));
                        });

        assertThat(events)
                .isNotEmpty()
                .noneMatch(each -> each.toString().contains("secret"))
                .noneMatch(each -> each.toString().contains("#47"))
                .noneMatch(each -> each.toString().contains("example.org"));
    }

    private void rename(String name) {
        inTransaction(other, session -> session.find(Project.class, 4711L).name = name);
    }

    @Test
    void putThatIsRefused_isRecorded_withRegionAndReason() throws IOException {
        List<RecordedEvent> events =
                recorded(
                        () -> {
                            whenARowIsLoaded(one, () -> rename("new"));
                            inTransaction(one, s -> s.find(Project.class, 4711L));
                        });

        assertThat(of(events, REFUSED))
                .singleElement()
                .satisfies(
                        refused -> {
                            assertThat(refused.getString("region"))
                                    .isEqualTo(Project.class.getName());
                            assertThat(refused.getString("reason")).isEqualTo("invalidated");
                            assertThat(refused.getString("namespace")).isNotEmpty();
                            assertThat(refused.getString("entry")).matches("[0-9a-f]{1,16}");
                        });
    }

    @Test
    void outage_isRecorded_withTheCircuitBreakerThatOpensAndCloses() throws IOException {
        List<RecordedEvent> events =
                recorded(
                        () -> {
                            REDIS.server().kill();
                            await().until(() -> !Cluster.regionFactory(one).isReadable());
                            await().until(
                                            () ->
                                                    Cluster.cache(one)
                                                            .store()
                                                            .inspector()
                                                            .isCircuitOpen());
                            REDIS.server().restart();
                            await().until(() -> Cluster.regionFactory(one).isReadable());
                        });

        assertThat(of(events, FAILED))
                .isNotEmpty()
                .allSatisfy(
                        each ->
                                assertThat(each.getString("outcome"))
                                        .contains(":" + REDIS.server().port()));
        assertThat(of(events, CIRCUIT).map(each -> each.getBoolean("open"))).contains(true, false);
        assertThat(of(events, CIRCUIT).filter(each -> each.getBoolean("open")))
                .allSatisfy(each -> assertThat(each.getInt("failures")).isEqualTo(3));
    }

    @Test
    void withoutARecording_nothingIsMadeOfAMessage() {
        assertThat(Recordings.message()).isNull();
        assertThat(Recordings.recordsRefusedPuts()).isFalse();
    }

    /** In the long run: a message allocates a few bytes at most, as the JVM measures them. */
    @Test
    void withoutARecording_aMessageAllocatesNothingForIt() {
        var threads =
                (com.sun.management.ThreadMXBean)
                        java.lang.management.ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 20_000; i++) {
            assertThat(Recordings.message() == null).isTrue();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        int recorded = 0;
        for (int i = 0; i < 1_000_000; i++) {
            recorded += Recordings.message() == null ? 0 : 1;
        }
        assertThat(recorded).isZero();
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .isCloseTo(0, within(100_000L));
    }

    @Test
    void jvmWithoutTheFlightRecorder_caches() throws Exception {
        Process jvm =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--limit-modules",
                                "java.se,jdk.unsupported",
                                "-cp",
                                System.getProperty("java.class.path"),
                                WithoutFlightRecorder.class.getName(),
                                REDIS.uri().toString())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(jvm.getInputStream().readAllBytes(), UTF_8);
        jvm.waitFor();

        assertThat(output).contains("flight recorder: false").contains("stored: true");
    }

    /** Writes an entity, and reads it from the cache. */
    static final class WithoutFlightRecorder {

        private WithoutFlightRecorder() {}

        public static void main(String[] arguments) {
            System.out.println(
                    "flight recorder: " + ModuleLayer.boot().findModule("jdk.jfr").isPresent());
            var configuration = new Configuration();
            for (Class<?> entity : Board.ENTITIES) {
                configuration.addAnnotatedClass(entity);
            }
            configuration
                    .setProperty("hibernate.connection.url", "jdbc:h2:mem:alone")
                    .setProperty("hibernate.hbm2ddl.auto", "create")
                    .setProperty("hibernate.cache.region.factory_class", "redis")
                    .setProperty("hibernate.cache.redis.uri", arguments[0]);
            try (var factory = configuration.buildSessionFactory()) {
                inTransaction(factory, s -> s.persist(new Project(1L, "project")));
                System.out.println("stored: " + factory.getCache().contains(Project.class, 1L));
            }
        }
    }
}
