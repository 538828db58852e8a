package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.settle;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.admin.CacheAdmin;
import io.hibernateredis.admin.CacheUnavailableException;
import io.hibernateredis.admin.CachedEntry;
import io.hibernateredis.admin.HotKey;
import io.hibernateredis.admin.InvalidRequestException;
import io.hibernateredis.admin.Invalidation;
import io.hibernateredis.admin.KeyPage;
import io.hibernateredis.admin.RegionStatistics;
import io.hibernateredis.admin.SeenQuery;
import io.hibernateredis.admin.SizeReport;
import io.hibernateredis.internal.session.HibernateVersion;
import io.hibernateredis.region.Board.Project;
import io.hibernateredis.region.Board.Task;
import io.hibernateredis.region.Board.User;
import io.hibernateredis.testing.RedisExtension;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.hibernate.SessionFactory;
import org.hibernate.jpa.HibernateHints;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What those who run the cache ask it and tell it. */
class CacheAdminIT {

    @RegisterExtension static final RedisExtension REDIS = RedisExtension.ownServer();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Board.ENTITIES);

    private static final String TASK = Task.class.getName();
    private static final String USER = User.class.getName();

    private SessionFactory one;
    private SessionFactory two;
    private CacheAdmin admin;

    @BeforeEach
    void start() {
        one = cluster.join();
        two = cluster.join();
        admin = CacheAdmin.of(one);
        inTransaction(
                one,
                session -> {
                    var project = new Project(1, "cache");
                    session.persist(project);
                    session.persist(new Task(5, "secret title", project));
                    session.persist(new User(7, "anna@example.com", "Anna"));
                });
        read(one);
        read(two);
    }

    private static Task read(SessionFactory factory) {
        return fromTransaction(factory, session -> session.find(Task.class, 5L));
    }

    private static List<Task> query(SessionFactory factory) {
        return fromTransaction(
                factory,
                session ->
                        session.createQuery("from Task t where t.title like 'secret%'", Task.class)
                                .setHint(HibernateHints.HINT_CACHEABLE, true)
                                .getResultList());
    }

    private void isCachedFor(SessionFactory factory) {
        assertThat(statements(factory, () -> read(factory))).isZero();
    }

    private void isNotCachedFor(SessionFactory factory) {
        assertThat(statements(factory, () -> read(factory))).isEqualTo(1);
    }

    private String nameOfTheTask() {
        return admin.keys("*Task*#5", 10, null).names().get(0);
    }

    @Test
    void entity_thatIsCleared_isReadAnewByAll() {
        isCachedFor(two);
        assertThat(admin.clearEntity("Task", "5").pending()).isFalse();
        Board.awaitSeen(two, one);
        isNotCachedFor(two);
        isCachedFor(one);
        admin.clearEntity(TASK, "5");
        isNotCachedFor(one);
    }

    @Test
    void region_thatIsCleared_isReadAnewByAll() {
        admin.clearRegion(TASK);
        Board.awaitSeen(two, one);
        isNotCachedFor(two);
        isCachedFor(one);
    }

    @Test
    void everything_thatIsCleared_isReadAnewByAll() {
        query(two);
        isCachedFor(two);
        admin.clearEverything();
        isNotCachedFor(one);
        assertThat(statements(two, () -> query(two))).isEqualTo(1);
    }

    /** What a bare DEL would allow: the loader puts what it has read before. */
    @ParameterizedTest
    @ValueSource(strings = {"entity", "region", "everything"})
    void entry_thatIsLoadedMeanwhile_isNotStored(String what) {
        admin.clearEverything();
        // Otherwise, what it loads would be refused in any case.
        Board.awaitSeen(two, one);
        Cluster.whenARowIsLoaded(
                two,
                Task.class,
                () -> {
                    switch (what) {
                        case "entity" -> admin.clearEntity("Task", "5");
                        case "region" -> admin.clearRegion(TASK);
                        default -> admin.clearEverything();
                    }
                });
        read(two);
        isNotCachedFor(one);
    }

    @Test
    void queryResults_thatAreCleared_leaveEntities() {
        query(one);
        assertThat(statements(two, () -> query(two))).isZero();
        admin.clearQueryResults();
        Board.awaitSeen(two, one);
        assertThat(statements(two, () -> query(two))).isEqualTo(1);
        isCachedFor(two);
        query(one);
        admin.clearRegion("default-query-results-region");
        assertThat(statements(two, () -> query(two))).isEqualTo(1);
    }

    @Test
    void request_thatIsWrong_namesParameterValueAndRule() {
        isRefused("region", "Unknown", "region must be one of ");
        isRefused("region", "", "region must be one of ");
        isRefused("entity", "Unknown", "entity must be one that is cached");
        isRefused("id", "five", "id must be a Long");
        isRefused("id", "", "id must be a Long");
        isRefused("tag", "two words", "tag must have no white space");
        isRefused("tag", "", "tag must have no white space");
        isRefused("tag", "all*", "tag must have no white space");
        isRefused("pattern", "", "pattern must have 1 to 512 characters");
        isRefused("pattern", "[ab", "pattern must close each [");
        isRefused("pattern", "a\\", "pattern must close each [");
        isRefused("cursor", "x", "cursor must be one that the page before has given");
        isRefused("limit", "0", "limit must be 1 to 1000");
        isRefused("limit", "1001", "limit must be 1 to 1000");
        isCachedFor(one);
    }

    private void isRefused(String what, String value, String rule) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> request(what, value))
                .withMessageStartingWith(rule)
                .withMessageEndingWith("but was '" + value + "'");
    }

    private void request(String what, String value) {
        switch (what) {
            case "region" -> admin.clearRegion(value);
            case "entity" -> admin.clearEntity(value, "5");
            case "id" -> admin.clearEntity("Task", value);
            case "tag" -> admin.clearTags(List.of("fine", value));
            case "pattern" -> admin.keys(value, 10, null);
            case "cursor" -> admin.keys("*", 10, value);
            default -> admin.keys("*", Integer.parseInt(value), null);
        }
    }

    @Test
    void keys_byPattern_areFoundPageByPage() {
        inTransaction(
                one,
                session ->
                        LongStream.range(1000, 4000)
                                .forEach(id -> session.persist(new Task(id, "t" + id, null))));
        Board.awaitSeen(two, one);
        inTransaction(
                two,
                session ->
                        session.createQuery("from Task t where t.id >= 1000", Task.class)
                                .getResultList());
        settle(two);
        List<String> names = new ArrayList<>();
        String cursor = null;
        do {
            KeyPage page = admin.keys(TASK.replace("$", "?") + "#*", 70, cursor);
            assertThat(page.names()).hasSizeLessThanOrEqualTo(70);
            names.addAll(page.names());
            cursor = page.cursor();
        } while (cursor != null);
        assertThat(names).hasSize(3001).doesNotHaveDuplicates().allMatch(n -> n.contains("Task"));
    }

    @Test
    void entry_byName_isDecodedAndJudged() {
        String name = nameOfTheTask();
        CachedEntry entry = admin.entry(name);
        assertThat(entry.valid()).isTrue();
        assertThat(entry.reason()).isNull();
        assertThat(entry.role()).isEqualTo(TASK);
        assertThat(entry.loaded()).isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(entry.timeToLive()).isPositive();
        assertThat(value(entry))
                .containsEntry("_entity", TASK)
                .containsEntry("title", "secret title")
                .containsEntry("project", 1L)
                .containsEntry("version", 0L);

        admin.clearRegion(TASK);
        CachedEntry invalid = admin.entry(name);
        assertThat(invalid.valid()).isFalse();
        assertThat(invalid.reason())
                .isEqualTo("all entries of its kind were invalidated since it was loaded");
        assertThat(value(invalid)).containsEntry("title", "secret title");

        admin.clearEntity("Task", "5");
        assertThat(admin.entry(name)).isNull();
        assertThat(admin.entry("no such thing")).isNull();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> value(CachedEntry entry) {
        return (Map<String, Object>) entry.value();
    }

    @Test
    void entries_ofAllKinds_areDecoded() {
        query(one);
        inTransaction(
                one,
                session -> {
                    assertThat(session.find(Project.class, 1L).tasks).hasSize(1);
                    session.bySimpleNaturalId(User.class).load("anna@example.com");
                });
        settle(one);
        assertThat(only("*Project.tasks*#1").value()).isEqualTo(List.of(5L));
        assertThat(only("*#anna@example.com").value()).isEqualTo(7L);
        CachedEntry result = only("*query-results*");
        assertThat(result.value().toString()).contains("5");
        assertThat(result.valid()).isNull();
        assertThat(result.reason()).isNotEmpty();
    }

    private CachedEntry only(String pattern) {
        List<String> names = admin.keys(pattern, 10, null).names();
        assertThat(names).hasSize(1);
        return admin.entry(names.get(0));
    }

    @Test
    void entry_thatIsDamaged_saysSo() {
        String key = REDIS.admin().keys("*Task*#5").iterator().next();
        REDIS.admin().append(key, "x");
        CachedEntry damaged = admin.entry(nameOfTheTask());
        assertThat(damaged.value()).isNull();
        assertThat(damaged.valid()).isFalse();
        assertThat(damaged.reason()).contains("damaged").isEqualTo(damaged.whyNoValue());
        REDIS.admin().set(key, "x");
        assertThat(admin.entry(nameOfTheTask()).reason()).contains("header");
    }

    @Test
    void keysWithoutTimeToLive_areThoseThatShouldNotBe() {
        assertThat(admin.keysWithoutTimeToLive(10, null).names()).isEmpty();
        REDIS.admin().persist(REDIS.admin().keys("*Task*#5").iterator().next());
        assertThat(admin.keysWithoutTimeToLive(10, null).names())
                .singleElement()
                .satisfies(name -> assertThat(name).endsWith("Task#5"));
    }

    @Test
    void sizes_areThoseOfWhatLiesInRedis() {
        SizeReport report = admin.sizes();
        assertThat(report.complete()).isTrue();
        assertThat(report.indexTags()).isPositive();
        assertThat(report.regions())
                .filteredOn(each -> each.region().equals(TASK))
                .singleElement()
                .satisfies(
                        each -> {
                            assertThat(each.entries()).isEqualTo(1);
                            assertThat(each.bytes()).isBetween(50L, 1000L);
                            assertThat(each.timeToLive()).isPositive();
                        });
    }

    @Test
    void statistics_areThoseOfEachRegion() {
        isCachedFor(one);
        RegionStatistics task = statistics();
        assertThat(task.hits()).isPositive();
        assertThat(task.hitRatio()).isBetween(0.01, 1.0);
        long invalidations = task.invalidations();
        inTransaction(one, session -> session.find(Task.class, 5L).title = "another");
        assertThat(statistics().invalidations()).isEqualTo(invalidations + 1);
        admin.clearRegion(TASK);
        assertThat(statistics().invalidations()).isEqualTo(invalidations + 2);
    }

    private RegionStatistics statistics() {
        return admin.regions().stream()
                .filter(each -> each.region().equals(TASK))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void invalidations_areThoseOfThisMember_newestFirst() {
        inTransaction(two, session -> session.find(Task.class, 5L).title = "another");
        inTransaction(one, session -> session.find(User.class, 7L).name = "Ann");
        admin.clearTags(List.of("board:1"));
        List<Invalidation> all = admin.invalidations(2);
        assertThat(all).hasSize(2);
        assertThat(all.get(0).cause()).isEqualTo("EVICTION");
        assertThat(all.get(0).places()).containsExactly("tags board:…");
        assertThat(all.get(0).tags()).contains("a:board:1");
        assertThat(all.get(1).cause()).isEqualTo("COMMIT");
        assertThat(all.get(1).places())
                .contains("region " + USER)
                .noneMatch(place -> place.contains("7"));
    }

    @Test
    void invalidations_areBounded() {
        for (int i = 0; i < 400; i++) {
            Cluster.cache(one).store().evictEverything();
        }
        assertThat(admin.invalidations(1000)).hasSize(256);
    }

    @Test
    void hotKeys_areCountedWhileTheyAreAskedFor() {
        isCachedFor(one);
        assertThat(admin.hotKeys(10)).isEmpty();
        admin.countHotKeys(true);
        for (int i = 0; i < 400; i++) {
            read(one);
        }
        List<HotKey> keys = admin.hotKeys(10);
        assertThat(keys).isNotEmpty();
        assertThat(keys.get(0).name()).isEqualTo(nameOfTheTask());
        assertThat(keys.get(0).lookups()).isBetween(100L, 1000L);
        assertThat(keys.get(0).hitRatio()).isEqualTo(1);
        admin.countHotKeys(false);
        assertThat(admin.hotKeys(10)).isEmpty();
    }

    @Test
    void queries_thatWereLookedUp_areExplained() {
        query(one);
        query(one);
        SeenQuery seen = admin.queries(10).get(0);
        assertThat(seen.sql()).containsIgnoringCase("select");
        assertThat(seen.hits()).isEqualTo(1);
        assertThat(seen.misses()).isEqualTo(1);
        if (HibernateVersion.scopesOperations()) {
            assertThat(seen.widened()).containsKey("Task");
        }
        assertThat(seen.whyNotCacheable()).isNull();
    }

    @Test
    void redis_thatIsAway_isSaidAndNothingIsLost() {
        REDIS.server().kill();
        assertThatExceptionOfType(CacheUnavailableException.class)
                .isThrownBy(() -> admin.keys("*", 10, null))
                .withMessageStartingWith("Redis at ")
                .withNoCause();
        assertThatExceptionOfType(CacheUnavailableException.class).isThrownBy(() -> admin.sizes());
        assertThat(admin.clearRegion(TASK).pending()).isTrue();
        assertThat(admin.status().pendingInvalidations()).isPositive();
        assertThat(admin.status().readable()).isFalse();
        REDIS.server().restart();
        await().until(() -> admin.status().pendingInvalidations() == 0);
    }

    @Test
    void changes_areLoggedOnce_andQuestionsAreNot() {
        String asked =
                CapturedLog.during(
                        () -> {
                            admin.keys("*", 10, null);
                            admin.entry(nameOfTheTask());
                        });
        assertThat(asked).doesNotContain("io.hibernateredis.admin");
        String changed = CapturedLog.during(() -> admin.by("anna\nfake line").clearRegion(TASK));
        assertThat(changed.lines())
                .filteredOn(line -> line.contains("io.hibernateredis.admin"))
                .singleElement()
                .satisfies(
                        line -> assertThat(line).contains("INFO", "anna?fake line cleared region"));
    }
}
