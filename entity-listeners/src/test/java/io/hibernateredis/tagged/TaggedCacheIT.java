package io.hibernateredis.tagged;

import static io.hibernateredis.region.Cluster.roundTrips;
import static io.hibernateredis.region.Cluster.statements;
import static io.hibernateredis.tagged.Planner.points;
import static io.hibernateredis.tagged.Planner.setPoints;
import static io.hibernateredis.tagged.Planner.tasks;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.tagged.Planner.Project;
import io.hibernateredis.tagged.Planner.Task;
import io.hibernateredis.tagged.Planner.TaskView;
import io.hibernateredis.tags.Tags;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.core.type.TypeReference;

/** What a tagged cache does, on one JVM and on two. */
public class TaggedCacheIT {

    static final Duration TTL = Duration.ofMinutes(5);
    static final ValueType<Long> LONG = ValueType.of(Long.class);
    static final ValueType<String> TEXT = ValueType.of(String.class);

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Planner.ENTITIES);

    SessionFactory factory;
    SessionFactory other;
    TaggedCache cache;
    TaggedCache others;

    @BeforeEach
    void start() {
        factory = cluster.join();
        other = cluster.join();
        var settings = TaggedCacheSettings.of("views").withEagerness(0);
        cache = TaggedCache.of(factory, settings);
        others = TaggedCache.of(other, settings);
        Planner.fill(factory);
        awaitSeen(other, factory);
        learnGroups(Tags.rows(Task.class, "project.id", 1));
    }

    /** The first write after a group came into use is one of rows unknown. */
    private void learnGroups(Tags tags) {
        others.put("learn", LONG, 0L, TTL, tags, others.loadTime());
        for (SessionFactory each : List.of(factory, other)) {
            Cluster.inTransaction(
                    each,
                    session -> {
                        session.persist(new Task(99, null, 0));
                        session.flush();
                        session.remove(session.find(Task.class, 99L));
                    });
        }
        awaitSeen(factory, other);
        awaitSeen(other, factory);
    }

    /** A JVM stores nothing that depends on what another wrote after it was heard from last. */
    public static void awaitSeen(SessionFactory by, SessionFactory writer) {
        Cluster.settle(writer);
        long written = Cluster.cache(writer).store().loadTime().clock();
        Awaitility.await().until(() -> Cluster.cache(by).store().loadTime().clock() >= written);
    }

    private Long pointsOf(TaggedCache cache, SessionFactory factory, long project) {
        return cache.getOrCompute(
                "points:" + project,
                LONG,
                TTL,
                Tags.rows(Task.class, "project.id", project),
                () -> points(factory, project));
    }

    @Test
    void value_isComputedOnce_andServedOnEveryJvm_inOneRoundTrip() {
        assertThat(roundTrips(factory, () -> pointsOf(cache, factory, 1)))
                .as("miss, lock and look again, put and release; the computation adds none")
                .isEqualTo(3);
        awaitSeen(other, factory);
        assertThat(statements(other, () -> pointsOf(others, other, 1))).isZero();
        assertThat(roundTrips(other, () -> pointsOf(others, other, 1))).isEqualTo(1);
        assertThat(pointsOf(others, other, 1)).isEqualTo(2);
    }

    @Test
    void value_isNeverServedAfterACommitThatChangedItsRows_andOthersStay() {
        pointsOf(cache, factory, 1);
        pointsOf(cache, factory, 2);

        setPoints(other, 11, 5);

        assertThat(pointsOf(cache, factory, 1)).isEqualTo(6);
        assertThat(statements(factory, () -> pointsOf(cache, factory, 2))).isZero();
    }

    @Test
    void rowThatMoves_invalidatesBothGroups() {
        pointsOf(cache, factory, 1);
        pointsOf(cache, factory, 2);

        Cluster.inTransaction(
                other, s -> s.find(Task.class, 11L).project = s.getReference(Project.class, 2L));

        assertThat(pointsOf(cache, factory, 1)).isEqualTo(1);
        assertThat(pointsOf(cache, factory, 2)).isEqualTo(3);
    }

    @Test
    void bulkStatement_invalidatesGroups() {
        pointsOf(cache, factory, 1);

        Cluster.inTransaction(
                other, s -> s.createMutationQuery("update Task set points = 7").executeUpdate());

        assertThat(pointsOf(cache, factory, 1)).isEqualTo(14);
    }

    @Test
    void everyKindOfTag_isInvalidatedByAWriteOfWhatItNames() {
        Map<String, Tags> byKey =
                Map.of(
                        "type", Tags.type(Task.class),
                        "table", Tags.table("Task"),
                        "entity", Tags.entity(Task.class, 11L),
                        "rows", Tags.rows(Task.class, "project.id", 1),
                        "named", Tags.named("tasks-of:1"),
                        "several", Tags.named("none").and(Tags.named("tasks-of:1")));
        byKey.forEach((key, tags) -> learnGroups(tags));
        byKey.forEach(
                (key, tags) -> {
                    cache.put(key, TEXT, "old", TTL, tags, cache.loadTime());
                    assertThat(cache.get(key, TEXT, tags)).as(key).isEqualTo("old");
                    assertThat(cache.get(key, TEXT)).as("%s, tags not told", key).isEqualTo("old");
                });
        var elsewhere = Tags.entity(Task.class, 21L).and(Tags.named("tasks-of:2"));
        cache.put("elsewhere", TEXT, "old", TTL, elsewhere, cache.loadTime());

        setPoints(other, 11, 3);

        byKey.forEach(
                (key, tags) -> {
                    assertThat(cache.get(key, TEXT, tags)).as(key).isNull();
                    assertThat(cache.get(key, TEXT)).as("%s, tags not told", key).isNull();
                });
        assertThat(cache.get("elsewhere", TEXT, elsewhere)).isEqualTo("old");
    }

    @Test
    void tagsThatAreNot_areToldApart() {
        assertThatThrownBy(() -> cache.evictTags(Tags.table("Tosk")))
                .hasMessageContaining("Tosk")
                .hasMessageContaining("[Project, Task]");
        assertThatThrownBy(() -> cache.evictTags(Tags.rows(Task.class, "owner.id", 1)))
                .hasMessageContaining("owner.id of")
                .hasMessageContaining("no property");
        assertThatThrownBy(() -> cache.evictTags(Tags.rows(Task.class, "weight", 1.5)))
                .hasMessageContaining("cannot tell rows apart");
        assertThatThrownBy(() -> cache.evictTags(Tags.rows(Task.class, "project.id", "one")))
                .hasMessageContaining("does not hold values such as one");
        assertThatThrownBy(() -> cache.evictTags(Tags.type(String.class)))
                .hasMessageContaining("not an entity");
    }

    @Test
    void ownUncommittedWrites_areSeenByTheComputation_andByNobodyElse() {
        pointsOf(cache, factory, 1);
        factory.inSession(
                session -> {
                    var transaction = session.beginTransaction();
                    session.find(Task.class, 11L).points = 9;
                    session.flush();
                    long seen =
                            cache.getOrCompute(
                                    "points:1",
                                    LONG,
                                    TTL,
                                    Tags.rows(Task.class, "project.id", 1),
                                    () -> points(session, 1));
                    assertThat(seen).isEqualTo(10);
                    cache.getOrCompute(
                            "unrelated", LONG, TTL, Tags.none(), () -> points(session, 1));
                    transaction.rollback();
                });

        assertThat(cache.get("unrelated", LONG)).as("kept before it was committed").isNull();
        assertThat(pointsOf(others, other, 1)).isEqualTo(2);
    }

    @Test
    void values_ofRecordsGenericsAndTimes_comeBack() {
        var type = ValueType.of(new TypeReference<Map<String, List<TaskView>>>() {});
        setDue();
        var value = Map.of("tasks", tasks(factory, 1));
        cache.put("map", type, value, TTL, Tags.none(), cache.loadTime());
        Cluster.settle(factory);
        assertThat(others.get("map", type)).isEqualTo(value);
        assertThat(value.get("tasks").get(0).due()).isEqualTo(LocalDate.of(2030, 1, 2));

        record Times(Instant instant, Duration duration, UUID id, List<Integer> numbers) {}
        var times = new Times(Instant.EPOCH.plusNanos(1), TTL, new UUID(1, 2), List.of(1, 2));
        cache.put("times", ValueType.of(Times.class), times);
        Cluster.settle(factory);
        assertThat(others.get("times", ValueType.of(Times.class))).isEqualTo(times);
    }

    private void setDue() {
        Cluster.inTransaction(factory, s -> s.find(Task.class, 11L).due = LocalDate.of(2030, 1, 2));
    }

    record Before(String name) {}

    record After(String name, String more) {}

    interface Shape {}

    record Circle(int radius) implements Shape {}

    record Drawing(@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) Shape shape) {}

    @Test
    void valueOfAnotherType_isAMiss_andNoJsonNamesAClass() {
        cache.put("key", ValueType.of(Before.class), new Before("x"));
        assertThat(cache.get("key", ValueType.of(After.class))).isNull();
        assertThat(cache.get("key", TEXT)).isNull();
        var drawing = ValueType.of(Drawing.class);
        byte[] json = drawing.json().write(new Drawing(new Circle(1)));
        assertThat(new String(json, UTF_8)).contains("Circle");
        assertThatThrownBy(() -> drawing.json().read(json, 0, json.length))
                .hasMessageContaining("denied");
        cache.put("shape", drawing, new Drawing(new Circle(1)));
        assertThat(cache.get("shape", drawing)).isNull();
    }

    @Test
    void damagedBytes_areAMiss() {
        cache.put("key", TEXT, "value");
        byte[] key = REDIS.admin().keys("*?value#key".getBytes(UTF_8)).iterator().next();
        byte[] whole = REDIS.admin().get(key);
        for (int at = StoredEntry.BODY; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 1;
            REDIS.admin().set(key, damaged);
            assertThat(cache.get("key", TEXT)).as("byte %s", at).isNull();
        }
        for (int length = 0; length < whole.length; length++) {
            REDIS.admin().set(key, java.util.Arrays.copyOf(whole, length));
            assertThat(cache.get("key", TEXT)).as("length %s", length).isNull();
        }
        REDIS.admin().set(key, whole);
        assertThat(cache.get("key", TEXT)).isEqualTo("value");
    }

    @Test
    void severalValues_needOneRoundTrip() {
        var tags = Tags.type(Project.class);
        var loaded = cache.loadTime();
        assertThat(
                        roundTrips(
                                factory,
                                () ->
                                        cache.putAll(
                                                Map.of("a", 1L, "b", 2L), LONG, TTL, tags, loaded)))
                .isZero();
        assertThat(
                        roundTrips(
                                factory,
                                () ->
                                        assertThat(cache.getAll(List.of("a", "b", "c"), LONG, tags))
                                                .containsExactly(
                                                        Map.entry("a", 1L), Map.entry("b", 2L))))
                .isEqualTo(1);
    }

    @Test
    void evictions_areSeenByOthers() {
        for (String key : List.of("x:1", "x:2", "x*", "y:1")) {
            cache.put(key, TEXT, key);
        }
        TaggedCache namesake = TaggedCache.of(factory, "views2");
        namesake.put("x:1", TEXT, "other");

        cache.evict("x:1");
        assertThat(others.get("x:1", TEXT)).isNull();
        assertThat(cache.evictPrefix("x*")).isEqualTo(1);
        assertThat(others.get("x*", TEXT)).isNull();
        assertThat(others.get("x:2", TEXT)).isNotNull();
        assertThat(cache.evictPrefix("x")).isEqualTo(1);
        assertThat(others.get("x:2", TEXT)).isNull();
        assertThat(others.get("y:1", TEXT)).isNotNull();
        cache.clear();
        assertThat(others.get("y:1", TEXT)).isNull();
        assertThat(namesake.get("x:1", TEXT)).isEqualTo("other");

        cache.put("t", TEXT, "t", TTL, Tags.named("k:1"), cache.loadTime());
        cache.evictTags(Tags.named("k:2"));
        assertThat(others.get("t", TEXT)).isNotNull();
        cache.evictKind("k");
        assertThat(others.get("t", TEXT)).isNull();
    }

    @Test
    void prefix_isNotAPattern() {
        cache.put("a[1]", TEXT, "x");
        cache.put("a1", TEXT, "y");
        assertThat(cache.evictPrefix("a[1")).isEqualTo(1);
        assertThat(cache.get("a1", TEXT)).isEqualTo("y");
    }

    @Test
    void manyEvictionsByPrefix_reachAllOfThem() {
        Map<String, Long> many = new java.util.HashMap<>();
        for (long i = 0; i < 3000; i++) {
            many.put("n#" + i, i);
        }
        cache.putAll(many, LONG, TTL, Tags.none(), cache.loadTime());
        assertThat(cache.evictPrefix("n#")).isEqualTo(3000);
        assertThat(cache.getAll(many.keySet(), LONG, Tags.none())).isEmpty();
    }

    @Test
    void counters_areShared_andExpire() {
        assertThat(cache.increment("visits", 2)).isEqualTo(2);
        assertThat(others.increment("visits", 3)).isEqualTo(5);
        assertThat(roundTrips(factory, () -> cache.increment("visits", -1))).isEqualTo(1);
        assertThat(REDIS.admin().ttl("{hr:0}n:views#?counter#visits")).isBetween(1L, 600L);
    }

    @Test
    void timesToLive_goByTheKindOfKey() {
        var byKind =
                TaggedCache.of(
                        factory,
                        TaggedCacheSettings.of("views").withTtl("short", Duration.ofSeconds(9)));
        byKind.put("short:1", TEXT, "x");
        byKind.put("long:1", TEXT, "x");
        assertThat(REDIS.admin().ttl("{hr:0}e:views#?value#short:1")).isBetween(1L, 9L);
        assertThat(REDIS.admin().ttl("{hr:0}e:views#?value#long:1")).isBetween(500L, 600L);
    }

    @Test
    void null_isKeptLikeAnyValue() {
        var calls = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            assertThat(
                            cache.<String>getOrCompute(
                                    "none",
                                    TEXT,
                                    TTL,
                                    Tags.none(),
                                    () -> {
                                        calls.incrementAndGet();
                                        return null;
                                    }))
                    .isNull();
        }
        assertThat(calls).hasValue(1);
    }

    @Test
    void computationThatFails_keepsNothing_andLetsOthersCompute() {
        assertThatThrownBy(
                        () ->
                                cache.getOrCompute(
                                        "bad",
                                        TEXT,
                                        TTL,
                                        Tags.none(),
                                        () -> {
                                            throw new IllegalStateException("no");
                                        }))
                .hasMessage("no");
        assertThat(others.getOrCompute("bad", TEXT, TTL, Tags.none(), () -> "good"))
                .isEqualTo("good");
        assertThat(REDIS.admin().keys("{hr:0}l:*")).isEmpty();
    }

    @Test
    void memoizedFunction_isCalledOncePerKey() {
        var calls = new AtomicInteger();
        var points =
                cache.memoize(
                        (Long project) -> {
                            calls.incrementAndGet();
                            return points(factory, project);
                        },
                        project -> "memo:" + project,
                        LONG,
                        TTL,
                        project -> Tags.rows(Task.class, "project.id", project));
        assertThat(points.apply(1L)).isEqualTo(2);
        assertThat(points.apply(1L)).isEqualTo(2);
        assertThat(points.apply(2L)).isEqualTo(2);
        assertThat(calls).hasValue(2);
        setPoints(other, 11, 4);
        assertThat(points.apply(1L)).isEqualTo(5);
        assertThat(points.apply(2L)).isEqualTo(2);
        assertThat(calls).hasValue(3);
    }

    @Test
    void etag_staysUntilARowOfTheGroupIsWritten_andCostsOneRoundTrip() {
        var tags = Tags.rows(Task.class, "project.id", 1);
        String before = cache.etag(tags).orElseThrow();
        assertThat(others.etag(tags)).as("on another JVM").contains(before);
        assertThat(roundTrips(factory, () -> cache.etag(tags))).isEqualTo(1);
        assertThat(statements(factory, () -> cache.etag(tags))).isZero();
        setPoints(other, 21, 4);
        assertThat(cache.etag(tags)).contains(before);

        setPoints(other, 11, 4);

        assertThat(cache.etag(tags)).isPresent().isNotEqualTo(java.util.Optional.of(before));
        REDIS.admin().del("{hr:0}i");
        assertThat(cache.etag(tags)).isNotEqualTo(java.util.Optional.of(before));
    }

    @Test
    void etag_isNoneWhileAWriterIsInFlight() {
        var tags = Tags.rows(Task.class, "project.id", 1);
        Cluster.connections(other)
                .beforeNextCommit(
                        () ->
                                assertThat(cache.etag(tags))
                                        .as("the old row would get the new row's tag")
                                        .isEmpty());
        setPoints(other, 11, 4);
        assertThat(cache.etag(tags)).isPresent();
    }

    @Test
    void etagOfAGroupNobodyHasUsed_isThereTheSecondTime() {
        var tags = Tags.entity(Project.class, 1L);
        cache.etag(tags);
        assertThat(cache.etag(tags)).isPresent();
    }

    @Test
    void etagOfAGroup_liesBelowTheRegionPrefix() {
        var prefixed = cluster.join(Map.of("hibernate.cache.region_prefix", "app"));
        TaggedCache.of(prefixed, "views").etag(Tags.entity(Project.class, 1L));
        Cluster.settle(prefixed);
        assertThat(REDIS.admin().keys("{hr:0}e:*etag*"))
                .isNotEmpty()
                .allMatch(key -> key.startsWith("{hr:0}e:app."));
    }

    @Test
    void expiredValue_isServedOnlyWhileOneComputesAnew() throws Exception {
        var graceful =
                TaggedCache.of(
                        factory,
                        TaggedCacheSettings.of("graceful")
                                .withEagerness(0)
                                .withGrace(Duration.ofMinutes(1)));
        Duration ttl = Duration.ofMillis(200);
        graceful.getOrCompute("key", TEXT, ttl, Tags.named("n"), () -> "old");
        Awaitility.await().until(() -> graceful.get("key", TEXT, Tags.named("n")) == null);
        String refreshed =
                graceful.getOrCompute(
                        "key",
                        TEXT,
                        ttl,
                        Tags.named("n"),
                        () -> {
                            var served =
                                    java.util.concurrent.CompletableFuture.supplyAsync(
                                            () ->
                                                    graceful.getOrCompute(
                                                            "key",
                                                            TEXT,
                                                            ttl,
                                                            Tags.named("n"),
                                                            () -> "another"));
                            assertThat(served.join()).isEqualTo("old");
                            graceful.evictTags(Tags.named("n"));
                            assertThat(graceful.get("key", TEXT, Tags.named("n"))).isNull();
                            return "new";
                        });
        assertThat(refreshed).isEqualTo("new");
        assertThat(graceful.get("key", TEXT, Tags.named("n")))
                .as("computed before it was invalidated")
                .isNull();
    }

    @Test
    void valueThatIsAboutToExpire_isComputedAnew_byWhomChanceChooses() throws Exception {
        var random = new AtomicReference<>(0.0);
        var eager =
                TaggedCache.of(
                        factory, TaggedCacheSettings.of("eager").withEagerness(100), random::get);
        Duration ttl = Duration.ofSeconds(6);
        eager.getOrCompute(
                "key",
                TEXT,
                ttl,
                Tags.none(),
                () -> {
                    pause(100);
                    return "old";
                });
        pause(3100);
        assertThat(eager.getOrCompute("key", TEXT, ttl, Tags.none(), () -> "new"))
                .as("more than half of its life is over, and chance chose nobody")
                .isEqualTo("old");
        random.set(Math.nextDown(1.0));
        Awaitility.await()
                .untilAsserted(
                        () ->
                                assertThat(
                                                eager.getOrCompute(
                                                        "key", TEXT, ttl, Tags.none(), () -> "new"))
                                        .isEqualTo("new"));
        assertThat(eager.get("key", TEXT)).isEqualTo("new");
    }

    private static void pause(long millis) {
        java.util.concurrent.locks.LockSupport.parkNanos(millis * 1_000_000);
    }

    @Test
    void withRedisDown_valuesAreComputed() {
        try (SessionFactory alone =
                cluster.join(Map.of("hibernate.cache.redis.uri", "redis://localhost:1"))) {
            var unreachable = TaggedCache.of(alone, "views");
            assertThat(unreachable.getOrCompute("k", TEXT, TTL, Tags.named("x"), () -> "v"))
                    .isEqualTo("v");
            assertThat(unreachable.get("k", TEXT)).isNull();
            assertThat(unreachable.etag(Tags.named("x"))).isEmpty();
            unreachable.put("k", TEXT, "v");
            assertThat(Cluster.counters(alone).count(Event.STORED)).isZero();
        }
    }

    @Test
    void sessionFactoryWithoutThisCache_isRefused() {
        var message = "hibernate.cache.region.factory_class must be redis";
        try (var plain =
                new org.hibernate.cfg.Configuration()
                        .setProperty("hibernate.connection.url", "jdbc:h2:mem:plain")
                        .setProperty("hibernate.cache.use_second_level_cache", "false")
                        .setProperty("hibernate.cache.use_query_cache", "false")
                        .buildSessionFactory()) {
            assertThatThrownBy(() -> TaggedCache.of(plain, "x")).hasMessageContaining(message);
        }
    }
}
