package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hibernateredis.OnUnreachable;
import io.hibernateredis.internal.codec.CodecFormat;
import io.hibernateredis.internal.entry.FormedRegionFactory;
import io.hibernateredis.region.Board.Project;
import io.hibernateredis.region.Board.Task;
import io.hibernateredis.testing.RedisExtension;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.AvailableSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.RedisClient;

/** Settings, as an application gives them to Hibernate. */
class ConfigurationIT {

    private static final String PREFIX = "hibernate.cache.redis.";

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Project.class, Task.class);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    tll              | 5m        | hibernate.cache.redis.tll is not a setting; did you mean hibernate.cache.redis.ttl?
                    regions.Task.nar | off       | did you mean hibernate.cache.redis.regions.<region>.near?
                    regions.Task.near | no       | hibernate.cache.redis.regions.Task.near must be one of [on, off], but was no
                    near             | yes       | hibernate.cache.redis.near must be one of [off,
                    near.size        | 0         | hibernate.cache.redis.near.size must be 1048576 to 2147483647 bytes, but was 0
                    near.size        | -1        | hibernate.cache.redis.near.size must be 1048576 to 2147483647 bytes, but was -1
                    near.size        | 64MB      | hibernate.cache.redis.near.size must be a whole number, but was 64MB
                    near.size        | 3000000000 | hibernate.cache.redis.near.size must be a whole number, but was 3000000000
                    regions.Task.comprssion | lz4 | did you mean hibernate.cache.redis.regions.<region>.compression?
                    compression      | gzip      | compression must be one of [off, deflate, lz4], but was gzip
                    encryption       | yes       | encryption must be one of [on, off], but was yes
                    encryption       | on        | encryption.keys must be set, or encryption.key_provider, since encryption is on, but was not
                    regions.Task.encryption | on | encryption.keys must be set, or encryption.key_provider, since encryption is on, but was not
                    compression.threshold | 63   | compression.threshold must be 64 to 536870912 bytes, but was 63
                    regions.Task.tt  | 5m        | did you mean hibernate.cache.redis.regions.<region>.ttl?
                    ttl              | soon      | hibernate.cache.redis.ttl must be a duration such as 500ms, 10s, 5m, 2h, 1d or PT10S, but was soon
                    ttl              | 0         | hibernate.cache.redis.ttl must be 1 ms to 3650 days, but was PT0S
                    regions.Task.ttl | 0         | hibernate.cache.redis.regions.Task.ttl must be 1 ms to 3650 days, but was PT0S
                    ttl              | 99999999999999999999d | hibernate.cache.redis.ttl must be a duration
                    ttl              | 40000d    | hibernate.cache.redis.ttl must be 1 ms to 3650 days
                    lease            | 2m        | hibernate.cache.redis.lease must be 100 ms to 60 s, but was PT2M
                    trust            | 1ms       | hibernate.cache.redis.trust must be longer than the heartbeat
                    circuit.failures | none      | hibernate.cache.redis.circuit.failures must be a whole number, but was none
                    trust            | 999999999d | hibernate.cache.redis.trust must be longer than the heartbeat (PT0.3S) and at most 1 day
                    index.horizon    | 999999999d | hibernate.cache.redis.index.horizon must be 1 s to 30 days
                    namespace        | hr@other  | hibernate.cache.redis.namespace must be 1 to 64 of A-Z a-z 0-9 . _ -, but was hr@other
                    cache_all        | some      | hibernate.cache.redis.cache_all must be one of [none, entities, collections, all], but was some
                    index.tags       | 5         | hibernate.cache.redis.index.tags must be at least 1000, but was 5
                    connections      | 0         | hibernate.cache.redis.connections must be at least 1, but was 0
                    read_timeout     | 0s        | hibernate.cache.redis.read_timeout must be 1 ms to 1 h
                    on_unreachable   | panic     | hibernate.cache.redis.on_unreachable must be one of [commit, rollback, outbox], but was panic
                    codec            | java      | hibernate.cache.redis.codec must be one of [binary, json], but was java
                    near             | leese     | hibernate.cache.redis.near must be one of [off, barrier, lease], but was leese
                    near.size        | 5         | hibernate.cache.redis.near.size must be 1048576 to 2147483647 bytes, but was 5
                    snapshot         | later     | hibernate.cache.redis.snapshot must be one of [transaction, statement], but was later
                    namespace        | a b       | hibernate.cache.redis.namespace must be 1 to 64 of A-Z a-z 0-9 . _ -, but was a b
                    client           | jedis     | hibernate.cache.redis.client must be a redis.clients.jedis.RedisClient
                    ssl_socket_factory | tls     | hibernate.cache.redis.ssl_socket_factory must be a javax.net.ssl.SSLSocketFactory
                    credentials_provider | iam | hibernate.cache.redis.credentials_provider must be a io.hibernateredis.CredentialsProvider
                    """)
    void malformedSetting_isNamed_whenTheSessionFactoryIsBuilt(
            String name, String value, String message) {
        assertThatThrownBy(() -> cluster.join(Map.of(PREFIX + name, value)))
                .as("what is at the top of the trace")
                .hasMessageContaining(message);
    }

    @Test
    void unknownSetting_isTold_withoutATraceInFrontOfIt() {
        assertThatThrownBy(() -> cluster.join(Map.of(PREFIX + "connect-timeout", "1s")))
                .hasMessage(
                        PREFIX
                                + "connect-timeout is not a setting; did you mean "
                                + PREFIX
                                + "connect_timeout?");
    }

    @Test
    void regionThatIsMisspelt_isTold_withTheNearest() {
        String task = Task.class.getName();
        String log =
                CapturedLog.during(
                        () ->
                                cluster.join(
                                        Map.of(
                                                PREFIX + "regions." + task + "s.ttl", "1m",
                                                PREFIX + "regions.Project.ttl", "1m",
                                                PREFIX + "regions." + task + ".ttl", "1m",
                                                PREFIX + "regions.books.ttl", "1m")));
        assertThat(log)
                .contains("regions." + task + "s.*: no entity or collection")
                .contains("did you mean " + PREFIX + "regions." + task + ".*?")
                .contains("did you mean " + PREFIX + "regions." + Project.class.getName() + ".*?")
                .doesNotContain("regions.books.ttl");
    }

    @Test
    void databaseThatRedisDoesNotHave_isTold_andCostsHitsOnly() {
        String uri = REDIS.uri() + "/99";
        String log =
                CapturedLog.during(
                        () -> {
                            SessionFactory factory = cluster.join(Map.of(PREFIX + "uri", uri));
                            inTransaction(factory, s -> s.persist(new Task(1, "t", null)));
                            assertThat(title(factory)).isEqualTo("t");
                        });
        assertThat(log)
                .contains("DB index is out of range, which is the number that " + PREFIX + "uri");
    }

    @Test
    void serverThatIsAway_isTold_inASentence() {
        String log =
                CapturedLog.during(
                        () -> cluster.join(Map.of(PREFIX + "uri", "redis://localhost:1")));
        assertThat(log).contains("is bypassed: ").doesNotContain("..");
    }

    @Test
    void firstBoot_isCalm() {
        String log = CapturedLog.during(() -> cluster.join());
        assertThat(log)
                .contains("Namespace [hr]: new index")
                .contains("Namespace [hr] at redis://")
                .doesNotContain("was begun anew", "isolation", "WARN io.hibernateredis");
    }

    @Test
    void otherRegionFactory_withOurSettings_isTold() {
        var active = new FormedRegionFactory(CodecFormat.BINARY);
        String log =
                CapturedLog.during(
                        () -> cluster.join(Map.of(AvailableSettings.CACHE_REGION_FACTORY, active)));
        assertThat(log)
                .contains(
                        "the second-level cache is provided by "
                                + FormedRegionFactory.class.getName());
    }

    @Test
    void factoryClass_isNotNeeded_whereThereIsNoOther() {
        SessionFactory factory =
                new MetadataSources(
                                new StandardServiceRegistryBuilder()
                                        .applySetting(
                                                AvailableSettings.JAKARTA_JDBC_URL,
                                                "jdbc:h2:mem:alone")
                                        .applySetting(AvailableSettings.HBM2DDL_AUTO, "create")
                                        .applySetting(AvailableSettings.GENERATE_STATISTICS, true)
                                        .applySetting(PREFIX + "uri", REDIS.uri().toString())
                                        .build())
                        .addAnnotatedClass(Project.class)
                        .addAnnotatedClass(Task.class)
                        .buildMetadata()
                        .buildSessionFactory();
        try (factory) {
            assertCaches(factory);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://ann:s3cret@host:99999",
                "redis://ann:s3cret@:6379",
                "redis://ann:s3cret@host/db",
                "http://ann:s3cret@host",
                "redis://ann:s3cret@ho st",
                "redis://ann:s3cret@host?a=b",
                "redis://ann:s3cr@et@host",
                "redis://s3cret@host",
                "ann:s3cret@host:6379",
                "redis:ann:s3cret@host",
                "redis://host:1?password=s3cret",
                "redis://host:1?password=s3cr@et",
                "redis://host#s3cret",
                "redis://ann:1s3cr?et@host:1",
                "redis://ann:s3cret@host?password=s3cret",
                "redis://host /?password=s3cret"
            })
    void malformedUri_isToldWithoutItsPassword(String uri) {
        assertThatThrownBy(() -> cluster.join(Map.of(PREFIX + "uri", uri)))
                .hasStackTraceContaining("hibernate.cache.redis.uri")
                .satisfies(
                        thrown -> {
                            for (Throwable t = thrown; t != null; t = t.getCause()) {
                                assertThat(String.valueOf(t.getMessage())).doesNotContain("s3cr");
                            }
                        });
    }

    @Test
    void objectsOfTheirOwnType_areTaken() {
        SessionFactory factory =
                cluster.join(
                        Map.of(
                                PREFIX + "ttl",
                                Duration.ofMinutes(5),
                                PREFIX + "lease",
                                5000,
                                PREFIX + "connections",
                                4,
                                PREFIX + "on_unreachable",
                                OnUnreachable.ROLLBACK,
                                PREFIX + "codec",
                                CodecFormat.JSON,
                                PREFIX + "uri",
                                URI.create(REDIS.uri().toString())));
        var settings = Cluster.cache(factory).settings();
        assertThat(settings.defaults().ttl()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.store().lease()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.connection().connections()).isEqualTo(4);
        assertThat(settings.store().onUnreachable()).isEqualTo(OnUnreachable.ROLLBACK);
        assertCaches(factory);
    }

    @Test
    void entriesOfARegion_liveAsLongAsItSays() {
        SessionFactory factory =
                cluster.join(
                        Map.of(
                                PREFIX + "ttl",
                                "10m",
                                PREFIX + "regions." + Task.class.getName() + ".ttl",
                                "2m"));
        assertCaches(factory);
        inTransaction(factory, session -> session.persist(new Project(1, "p")));
        assertThat(ttlOf("*Task#1")).isBetween(60L, 120L);
        assertThat(ttlOf("*Project#1")).isBetween(300L, 600L);
    }

    @Test
    void applicationsOwnClient_isUsed_andStaysOpen() {
        try (RedisClient client =
                RedisClient.builder()
                        .hostAndPort(REDIS.uri().getHost(), REDIS.uri().getPort())
                        .build()) {
            SessionFactory factory =
                    cluster.join(
                            Map.of(PREFIX + "client", client, PREFIX + "uri", "redis://nowhere:1"));
            assertCaches(factory);
            factory.close();
            assertThat(client.ping()).isEqualTo("PONG");
        }
    }

    @Test
    void factory_isTakenByClassNameClassAndInstance() {
        for (Object selected :
                new Object[] {
                    RedisRegionFactory.class.getName(),
                    RedisRegionFactory.class,
                    new RedisRegionFactory()
                }) {
            SessionFactory factory =
                    cluster.join(Map.of(AvailableSettings.CACHE_REGION_FACTORY, selected));
            assertCaches(factory);
            inTransaction(
                    factory, session -> session.createMutationQuery("delete Task").executeUpdate());
        }
    }

    @Test
    void userOfAnAccessList_isLoggedIn_andAWrongPasswordCostsHitsOnly() {
        REDIS.admin()
                .aclSetUser(
                        "cache", "on", ">p@ss:w/rd", "~{hr:0}*", "+@all", "-@dangerous", "+info");
        try {
            String address = REDIS.uri().getHost() + ":" + REDIS.uri().getPort();
            assertCaches(
                    cluster.join(
                            Map.of(PREFIX + "uri", "redis://cache:p%40ss%3Aw%2Frd@" + address)));
            SessionFactory wrong =
                    cluster.join(Map.of(PREFIX + "uri", "redis://cache:wrong@" + address));
            assertThat(title(wrong)).isEqualTo("t");
            assertThat(Cluster.regionFactory(wrong).isReadable()).isFalse();
        } finally {
            REDIS.admin().aclDelUser("cache");
        }
    }

    private static long ttlOf(String pattern) {
        return REDIS.admin().ttl(REDIS.admin().keys(pattern).iterator().next());
    }

    private static void assertCaches(SessionFactory factory) {
        inTransaction(factory, session -> session.persist(new Task(1, "t", null)));
        assertThat(statements(factory, () -> assertThat(title(factory)).isEqualTo("t"))).isZero();
    }

    private static String title(SessionFactory factory) {
        return fromTransaction(factory, session -> session.find(Task.class, 1L).title);
    }
}
