package io.hibernateredis.tagged;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.admin.CacheAdmin;
import io.hibernateredis.external.ExternalWrites;
import io.hibernateredis.external.RowChange;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.tags.CacheTags;
import io.hibernateredis.tags.Tags;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisMonitor;

/** Looks for data of the application in what Redis is sent, and in what it writes to its disk. */
class EncryptionIT {

    private static final String PREFIX = "hibernate.cache.redis.";

    /** Is in every id, natural id, name, value and tag. */
    private static final String MARKER = "Zq7xW";

    private static final String ANN = "ann-" + MARKER;
    private static final String BOB = "bob-" + MARKER;
    private static final ValueType<String> TEXT = ValueType.of(String.class);
    private static final Tags WARD = Tags.named("ward:w-" + MARKER);

    @RegisterExtension static final RedisExtension REDIS = RedisExtension.ownServer();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Patient.class, Visit.class);

    @Entity(name = "Patient")
    @Cacheable
    @NaturalIdCache
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @CacheTags("ward:{ward}")
    static class Patient {
        @Id String id;

        @NaturalId(mutable = true)
        String insurance;

        String ward = "w-" + MARKER;
        String name;
        @Version int version;

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<String> allergies = new ArrayList<>();

        @OneToMany(mappedBy = "patient")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Visit> visits = new ArrayList<>();

        Patient() {}

        Patient(String id) {
            this.id = id;
            this.insurance = "insurance-" + id;
            this.name = "name-" + id;
            this.allergies.add("allergy-" + MARKER);
        }
    }

    @Entity(name = "Visit")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Visit {
        @Id String id;
        @ManyToOne Patient patient;
        String note = "note-" + MARKER;
        @Version int version;

        Visit() {}

        Visit(String id, Patient patient) {
            this.id = id;
            this.patient = patient;
        }
    }

    private static String key(int each) {
        byte[] key = new byte[32];
        key[0] = (byte) each;
        return Base64.getEncoder().encodeToString(key);
    }

    private static Map<String, Object> settings(boolean encrypted, String near) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put(PREFIX + "near", near);
        if (encrypted) {
            settings.put(PREFIX + "encryption", "on");
            settings.put(PREFIX + "encryption.keys", key(1));
            settings.put(PREFIX + "encryption.name_key", key(2));
        }
        return settings;
    }

    private static void fill(SessionFactory factory) {
        Cluster.inTransaction(
                factory,
                session -> {
                    for (String id : List.of(ANN, BOB)) {
                        var patient = new Patient(id);
                        session.persist(patient);
                        session.persist(new Visit("visit-" + id, patient));
                    }
                });
    }

    private static void read(SessionFactory factory) {
        for (int i = 0; i < 3; i++) {
            Cluster.inTransaction(
                    factory,
                    session -> {
                        Patient ann = session.find(Patient.class, ANN);
                        assertThat(ann.allergies).containsExactly("allergy-" + MARKER);
                        assertThat(ann.visits).hasSize(1);
                        assertThat(
                                        session.byNaturalId(Patient.class)
                                                .using("insurance", "insurance-" + BOB)
                                                .load())
                                .isNotNull();
                    });
            for (String hql :
                    List.of(
                            "from Visit v where v.patient.id = :id",
                            "select v.note from Visit v where v.patient.id = :id")) {
                Cluster.inTransaction(
                        factory,
                        session ->
                                assertThat(
                                                session.createSelectionQuery(hql, Object.class)
                                                        .setParameter("id", ANN)
                                                        .setCacheable(true)
                                                        .list())
                                        .hasSize(1));
            }
        }
    }

    private static void write(SessionFactory factory, SessionFactory other) {
        TaggedCache cache = TaggedCache.of(factory, "views");
        String named = "view-" + MARKER;
        for (int i = 0; i < 2; i++) {
            cache.getOrCompute(named, TEXT, WARD, () -> "value-" + MARKER);
            cache.getOrCompute(
                    named + 2, TEXT, Tags.entity(Patient.class, ANN), () -> "value-" + MARKER);
        }
        cache.etag(WARD);
        cache.increment("counter-" + MARKER, 1);
        Cluster.inTransaction(
                factory,
                session -> {
                    Patient ann = session.find(Patient.class, ANN);
                    ann.name = "renamed-" + MARKER;
                    ann.insurance = "other-" + MARKER;
                    session.find(Visit.class, "visit-" + ANN).patient =
                            session.find(Patient.class, BOB);
                });
        Cluster.inTransaction(
                other,
                session -> {
                    session.createMutationQuery("update Patient set ward = :w where id = :id")
                            .setParameter("w", "moved-" + MARKER)
                            .setParameter("id", BOB)
                            .executeUpdate();
                    session.remove(session.find(Visit.class, "visit-" + BOB));
                });
        cache.evict(named);
        cache.evictTags(WARD);
        other.getCache().evictEntityData(Patient.class, BOB);
        Map<String, Object> row = Map.of("ID", ANN, "WARD", "w-" + MARKER);
        ExternalWrites.of(other)
                .evict(
                        List.of(
                                RowChange.updated("Patient", row, row),
                                RowChange.rows("Patient", Map.of("ID", ANN))));
        cache.evictPrefix("view");
        cache.put(named, TEXT, "value-" + MARKER);
    }

    /** Everything that Redis is sent meanwhile, as MONITOR writes it. */
    private static List<String> monitored(Runnable action) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        var watches = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        var thread =
                new Thread(
                        () -> {
                            try (var jedis = new Jedis(REDIS.uri())) {
                                jedis.monitor(
                                        new JedisMonitor() {
                                            @Override
                                            public void proceed(Connection connection) {
                                                watches.countDown();
                                                super.proceed(connection);
                                            }

                                            @Override
                                            public void onCommand(String line) {
                                                lines.add(line);
                                                if (line.contains("end of the test")) {
                                                    ended.countDown();
                                                    client.disconnect();
                                                }
                                            }
                                        });
                            } catch (RuntimeException e) {
                                ended.countDown();
                            }
                        });
        thread.start();
        watches.await();
        action.run();
        REDIS.admin().echo("end of the test");
        ended.await();
        thread.join();
        return lines;
    }

    private static String snapshot() throws IOException {
        Jedis redis = REDIS.admin();
        redis.configSet("rdbcompression", "no");
        redis.save();
        Path directory = Path.of(redis.configGet("dir").get("dir"));
        String file = redis.configGet("dbfilename").get("dbfilename");
        return Files.readString(directory.resolve(file), ISO_8859_1);
    }

    private record Traces(String snapshot, List<String> commands) {}

    private Traces traces(boolean encrypted, String near) throws Exception {
        SessionFactory factory = cluster.join(settings(encrypted, near));
        SessionFactory other = cluster.join(settings(encrypted, near));
        List<String> commands =
                monitored(
                        () -> {
                            fill(factory);
                            // Groups of rows come into use.
                            for (int i = 0; i < 2; i++) {
                                TaggedCacheIT.awaitSeen(other, factory);
                                TaggedCacheIT.awaitSeen(factory, other);
                                read(factory);
                                read(other);
                            }
                            assertThat(Cluster.counters(factory).count(Event.HIT)).isPositive();
                            write(factory, other);
                            Cluster.settle(factory);
                            Cluster.settle(other);
                        });
        assertThat(Cluster.counters(factory).count(Event.UNREADABLE)).isZero();
        assertThat(Cluster.counters(other).count(Event.UNREADABLE)).isZero();
        return new Traces(snapshot(), commands);
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "lease"})
    void dataOfTheApplication_standsNowhereInRedis(String near) throws Exception {
        Traces traces = traces(true, near);

        assertThat(traces.commands()).hasSizeGreaterThan(50);
        assertThat(traces.commands()).noneMatch(line -> line.contains(MARKER));
        assertThat(traces.commands()).noneMatch(line -> line.matches(".*[ak]:ward.*"));
        assertThat(traces.snapshot()).contains("Patient").doesNotContain(MARKER);
    }

    /** What is looked for is found where it is not encrypted. */
    @Test
    void dataOfTheApplication_thatIsNotEncrypted_isFound() throws Exception {
        Traces traces = traces(false, "off");

        assertThat(traces.snapshot())
                .contains("a:ward:w-" + MARKER)
                .contains("#" + ANN)
                .contains("insurance-" + BOB)
                .contains("allergy-" + MARKER);
        assertThat(traces.commands()).anyMatch(line -> line.contains(MARKER));
    }

    @Test
    void writes_ofAnotherJvm_areSeen_andTheAdministratorFindsEntries() {
        SessionFactory factory = cluster.join(settings(true, "off"));
        SessionFactory other = cluster.join(settings(true, "off"));
        fill(factory);
        for (int i = 0; i < 10; i++) {
            TaggedCacheIT.awaitSeen(other, factory);
            read(other);
            String name = "name-" + i + MARKER;
            Cluster.inTransaction(factory, s -> s.find(Patient.class, ANN).name = name);
            Cluster.inTransaction(
                    other, s -> assertThat(s.find(Patient.class, ANN).name).isEqualTo(name));
        }
        Awaitility.await()
                .untilAsserted(
                        () -> {
                            Cluster.inTransaction(other, s -> s.find(Patient.class, ANN));
                            var found =
                                    CacheAdmin.of(other).entry(Patient.class.getName() + "#" + ANN);
                            assertThat(found).isNotNull();
                            assertThat(found.valid()).isTrue();
                            assertThat(String.valueOf(found.value())).contains(MARKER);
                        });
        var page = CacheAdmin.of(other).keys(Patient.class.getName() + "#*", 100, null);
        assertThat(page.names()).isNotEmpty().noneMatch(name -> name.contains(MARKER));
        assertThat(page.names())
                .anySatisfy(
                        name ->
                                assertThat(String.valueOf(CacheAdmin.of(other).entry(name).value()))
                                        .contains(MARKER));
        assertThat(CacheAdmin.of(other).sizes().regions())
                .anyMatch(region -> region.region().equals(Patient.class.getName()));
    }
}
