package io.hibernateredis.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.testing.RedisServer;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients are told to keep, by two instances over one database and one Redis. */
class HttpCachingIT {

    /** Not flushed before each test, after which nothing is stored for a while. */
    private static final RedisServer REDIS = RedisServer.start();

    private static final CommitHooks HOOKS = new CommitHooks();

    private static Boards one;
    private static Boards two;

    @BeforeAll
    static void start() {
        String url =
                "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        String[] properties = {
            url,
            "hibernate-redis.uri=" + REDIS.uri(),
            "hibernate-redis.lease=1s",
            "hibernate-redis.http.version=1",
            "hibernate-redis.http.policies[0].pattern=/boards/secret",
            "hibernate-redis.http.policies[0].cache-control=no-store",
            "hibernate-redis.http.policies[1].pattern=/boards/**",
            "hibernate-redis.http.policies[1].cache-control=public, max-age=10,"
                    + " stale-while-revalidate=60",
            "hibernate-redis.http.policies[1].tags=type:Board",
        };
        one = Boards.start(with(properties, "spring.jpa.hibernate.ddl-auto=create")).fill();
        two = Boards.start(with(properties, "spring.jpa.open-in-view=false"), HOOKS);
    }

    private static String[] with(String[] properties, String more) {
        String[] all = java.util.Arrays.copyOf(properties, properties.length + 1);
        all[properties.length] = more;
        return all;
    }

    @AfterAll
    static void stop() {
        one.close();
        two.close();
        REDIS.close();
    }

    /** The ETag of a response that may be kept: not while the last write of a test is under way. */
    private static String etag(Boards boards, String path, String... headers) {
        var found = new AtomicReference<String>();
        await().until(
                        () -> {
                            found.set(boards.get(path, headers).headers().get("ETag"));
                            return found.get() != null;
                        });
        return found.get();
    }

    @Test
    void response_isOfferedWithPolicyAndWeakETag_andConfirmedByBothInstances() {
        String etag = etag(one, "/boards");
        Http.Answer answer = one.get("/boards");
        assertThat(answer.body()).contains("Board 1");
        assertThat(answer.headers())
                .containsEntry("Cache-Control", "public, max-age=10, stale-while-revalidate=60")
                .containsEntry("ETag", etag);
        assertThat(etag).matches("W/\"[A-Za-z0-9_-]{22}\"");
        Http.Answer again = one.revalidate("/boards", "\"x\", " + etag);
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers())
                .containsEntry("Cache-Control", "public, max-age=10, stale-while-revalidate=60")
                .containsEntry("ETag", etag);
    }

    @Test
    void response_ofOneInstance_isConfirmedByTheOther() {
        etag(one, "/boards");
        var etag =
                Pattern.compile("ETag: (.*)")
                        .matcher(Http.getAs("boards", one.url("/boards"), "Accept: */*"));
        assertThat(etag.find()).isTrue();
        String header = "Accept: */*\r\nIf-None-Match: " + etag.group(1).strip();
        assertThat(Http.getAs("boards", two.url("/boards"), header)).startsWith("HTTP/1.1 304");
        assertThat(Http.getAs("others", two.url("/boards"), header)).startsWith("HTTP/1.1 200");
    }

    @Test
    void handler_isNotCalledForA304_andIsAfterAWriteOfTheOtherInstance() {
        String etag = etag(one, "/probe/1");
        int calls = one.probe().calls.get();
        assertThat(one.revalidate("/probe/1", etag).status()).isEqualTo(304);
        assertThat(one.probe().calls).hasValue(calls);
        two.setPoints(21, 1);
        assertThat(one.revalidate("/probe/1", etag).status()).as("another board").isEqualTo(304);

        two.setPoints(11, 1);

        assertThat(one.revalidate("/probe/1", etag).status()).isEqualTo(200);
        assertThat(etag(one, "/probe/1")).isNotEqualTo(etag);
    }

    @Test
    void policy_ofATypeWithItsWrites_isNotConfirmed() {
        String etag = etag(two, "/boards");
        one.inTransaction(() -> one.boards().findById(2L).orElseThrow().rename("Renamed"));
        Http.Answer answer = two.revalidate("/boards", etag);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("Renamed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/probe/1/entity", "/probe/1/rows"})
    void annotation_onAMethod_isOfThatMethod_withRowsAndEntities(String path) {
        String etag = etag(one, path);
        assertThat(one.get(path).headers()).containsEntry("Cache-Control", "no-cache");
        assertThat(one.revalidate(path, etag).status()).isEqualTo(304);
        two.inTransaction(
                () -> {
                    var board = two.boards().findById(1L).orElseThrow();
                    board.rename(board.getName() + "!");
                    var task = two.tasks().findById(12L).orElseThrow();
                    task.setPoints(task.getPoints() + 1);
                });
        assertThat(one.revalidate(path, etag).status()).isEqualTo(200);
    }

    @Test
    void response_whileAWriterIsInFlight_isNotOffered() {
        String etag = etag(one, "/probe/1");
        HOOKS.beforeNextCommit(() -> isPlain(one.revalidate("/probe/1", etag), 200));
        raisePoints(two);
        assertThat(etag(one, "/probe/1")).isNotEqualTo(etag);
    }

    private static void raisePoints(Boards boards) {
        boards.inTransaction(
                () -> {
                    var task = boards.tasks().findById(11L).orElseThrow();
                    task.setPoints(task.getPoints() + 1);
                });
    }

    /** The state is read before the handler, so that a write during it is not confirmed later. */
    @Test
    void write_duringTheHandler_isNotConfirmedByItsETag() {
        etag(one, "/probe/1");
        one.probe().during = () -> raisePoints(two);
        String etag = one.get("/probe/1").headers().get("ETag");
        assertThat(etag).isNotNull();
        assertThat(one.revalidate("/probe/1", etag).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/probe/01", "/probe/+1", "/probe/one", "/probe/1%20", "/probe/-0"})
    void pathVariable_thatMayBeWrittenOtherwise_goesThrough(String path) {
        etag(one, "/probe/1");
        isPlain(one.get(path), 200);
    }

    private static void isPlain(Http.Answer answer, int status) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers()).doesNotContainKeys("ETag", "Cache-Control", "Vary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/draft/1", "/probe/1/secured"})
    void response_ofAHandlerThatDecidesByItself_isNotOffered(String path) {
        etag(one, "/probe/1");
        isPlain(one.get(path), 200);
    }

    @ParameterizedTest
    @CsvSource({
        "missing, 404",
        "error, 410",
        "redirect, 302",
        "failing, 500",
        "later-missing, 404",
        "cookie, 200",
        "session, 200",
    })
    void response_thatIsNoneToKeep_isForNobody(String path, int status) {
        etag(one, "/probe/1");
        Http.Answer answer = one.get("/probe/1/" + path);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers())
                .containsEntry("Cache-Control", "no-store")
                .doesNotContainKey("ETag");
    }

    @Test
    void request_withASessionOrCredentials_getsNothingPublic() {
        String etag = etag(one, "/probe/1");
        String cookie = one.get("/probe/1/session").headers().get("Set-Cookie").split(";")[0];
        isPlain(one.get("/probe/1", "Cookie", cookie, "If-None-Match", etag), 200);
        isPlain(one.get("/probe/1", "Authorization", "Bearer x", "If-None-Match", etag), 200);
    }

    @Test
    void whatTheApplicationSays_stays() {
        etag(one, "/probe/1");
        Http.Answer own = one.get("/probe/1/own");
        assertThat(own.headers())
                .containsEntry("Cache-Control", "no-store")
                .doesNotContainKey("ETag");
        Http.Answer tagged = one.get("/probe/1/own-etag");
        assertThat(tagged.headers())
                .containsEntry("ETag", "\"own\"")
                .containsEntry("Cache-Control", "public, max-age=60");
        assertThat(one.revalidate("/probe/1/own-etag", "\"own\"").status()).isEqualTo(304);
        assertThat(one.get("/boards/secret").headers())
                .containsEntry("Cache-Control", "no-store")
                .doesNotContainKey("ETag");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cache-Control", "Expires", "Pragma", "Set-Cookie"})
    void whatAFilterHasSaid_stays(String header) {
        String etag = etag(one, "/probe/1");
        Http.Answer answer = one.get("/probe/1", "X-Say", header, "If-None-Match", etag);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry(header, "0").doesNotContainKey("ETag");
    }

    @Test
    void response_thatIsMadeLater_isOffered() {
        String etag = etag(one, "/probe/1/later");
        assertThat(one.get("/probe/1/later").body()).isEqualTo("1");
        assertThat(one.revalidate("/probe/1/later", etag).status()).isEqualTo(304);
    }

    @Test
    void etag_isOfTheUriAndOfWhatIsNegotiated() {
        String etag = etag(one, "/probe/1");
        assertThat(etag(one, "/probe/1?x=1")).isNotEqualTo(etag);
        assertThat(etag(one, "/probe/1", "Accept-Language", "de")).isNotEqualTo(etag);
        assertThat(etag(one, "/probe/1", "X-Unit", "km")).isEqualTo(etag);
        String rows = etag(one, "/probe/1/rows", "X-Unit", "km");
        assertThat(one.get("/probe/1/rows", "X-Unit", "km").headers())
                .containsEntry("Vary", "X-Unit");
        assertThat(etag(one, "/probe/1/rows", "X-Unit", "mi")).isNotEqualTo(rows);
        assertThat(one.revalidate("/probe/1", "*").status())
                .as("whether there is anything, the handler alone knows; then Spring confirms it")
                .isIn(200, 304);
        assertThat(Http.head(one.url("/probe/1")).headers()).containsEntry("ETag", etag);
    }

    @Test
    void private_rule_isOfCookiesAndCredentials() {
        String etag = etag(one, "/probe/1/mine");
        assertThat(one.get("/probe/1/mine").headers())
                .containsEntry("Cache-Control", "private, no-cache")
                .containsKey("Vary");
        assertThat(one.revalidate("/probe/1/mine", etag).status()).isEqualTo(304);
        assertThat(one.get("/probe/1/mine", "If-None-Match", etag, "Cookie", "login=x").status())
                .isEqualTo(200);
        assertThat(one.get("/probe/1/mine", "If-None-Match", etag, "Authorization", "x").status())
                .isEqualTo(200);
    }

    @Test
    void post_isNotConcerned() {
        isPlain(Http.post(one.url("/probe/1/posted"), "", null), 200);
    }

    @Test
    void redis_thatIsAway_confirmsNothing() {
        String etag = etag(two, "/probe/2");
        REDIS.kill();
        try {
            await().untilAsserted(() -> isPlain(two.revalidate("/probe/2", etag), 200));
        } finally {
            REDIS.restart();
        }
        assertThat(etag(two, "/probe/2")).as("a new index").isNotEqualTo(etag);
    }
}
