package io.hibernateredis.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.library.Book;
import io.hibernateredis.testing.RedisServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The actuator endpoint and the requests of the page, with all that is off by default on and off.
 */
class AdminIT {

    /** Not flushed before each test, after which nothing is stored for a while. */
    private static final RedisServer REDIS = RedisServer.start();

    private static final String BOOK = Book.class.getName();
    private static Library open;
    private static Library standard;

    @BeforeAll
    static void start() {
        open =
                Library.startWeb(
                        "hibernate-redis.uri=" + REDIS.uri(),
                        "hibernate-redis.lease=1s",
                        "management.endpoints.web.exposure.include=*",
                        "management.endpoint.hibernatecache.access=unrestricted",
                        "hibernate-redis.admin.show-values=true",
                        "hibernate-redis.page.enabled=true",
                        "hibernate-redis.page.read-only=false");
        standard =
                Library.startWeb(
                        "hibernate-redis.uri=" + REDIS.uri(),
                        "hibernate-redis.lease=1s",
                        "management.endpoints.web.exposure.include=*",
                        "hibernate-redis.admin.write-role=OPS",
                        "hibernate-redis.page.enabled=true");
    }

    @AfterAll
    static void stop() {
        open.close();
        standard.close();
        REDIS.close();
    }

    @BeforeEach
    void cacheABook() {
        for (Library library : List.of(open, standard)) {
            await().ignoreExceptions()
                    .atMost(Duration.ofSeconds(30))
                    .until(
                            () -> {
                                library.books().save(new Book(1L, "Emma"));
                                library.books().findByTitle("Emma");
                                library.books().findById(1L);
                                return library.hasCached(1);
                            });
        }
    }

    private static Http.Answer endpoint(String path) {
        return Http.get(open.url("/actuator/hibernatecache" + path));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Test
    void endpoint_answersQuestions() {
        assertThat(endpoint("").body()).contains("entityManagerFactory", "\"readable\":true");
        assertThat(endpoint("/regions").body()).contains(BOOK, "hitRatio");
        assertThat(endpoint("/sizes").body()).contains("\"complete\":true", BOOK);
        assertThat(endpoint("/queries").body()).contains("rowGroups", "\"widened\":{\"book\":");
        assertThat(endpoint("/invalidations").body()).contains("region " + BOOK, "#1");
        assertThat(endpoint("/hot-keys").body()).contains("\"counted\":false");
        assertThat(endpoint("/keys-without-ttl").get("keys")).asList().isEmpty();
        List<?> keys = (List<?>) endpoint("/keys?pattern=*Book%231").get("keys");
        assertThat(keys).hasSize(1);
        Http.Answer entry = endpoint("/entry?name=" + encoded(keys.get(0).toString()));
        assertThat(entry.get("valid")).isEqualTo(true);
        assertThat((Map<?, ?>) entry.get("value")).asString().contains("title=Emma");
        assertThat(endpoint("/entry?name=none").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "/nothing, question, nothing, must be one of",
        "/keys, pattern, '', must be given",
        "/keys?pattern=%5Bab, pattern, '[ab', must close each [",
        "/keys?pattern=*&limit=many, limit, many, must be 1 to 1000",
        "/keys?pattern=*&cursor=x, cursor, x, must be one that the page before has given",
        "/keys?pattern=*&cursor=99999999999999999999, cursor, 99999999999999999999, must be one",
        "/queries?limit=0, limit, 0, must be 1 to 1000",
        "/entry, name, '', must be given",
        "/entry?name=%20, name, ' ', must have 1 to 4096 characters",
        "/clear, question, clear, must be one of",
        "/regions?factory=other, factory, other, must be an entity manager factory",
    })
    void question_thatIsWrong_is400(String path, String parameter, String value, String rule) {
        isWrong(endpoint(path), parameter, value, rule);
    }

    @ParameterizedTest
    @CsvSource({
        "/regions/Unknown, region, Unknown, must be one of",
        "/tags/two%20words, tag, two words, must have no white space",
        "'/tags/one,,two', tag, '', must have no white space",
        "/queries/none, query, none, must be the id of a query that was looked up here",
        "/everything, path, everything, must be regions/<region>",
        "/entities/Book/1/2, path, entities/Book/1/2, must be regions/<region>",
        "/entities/Book/one, id, one, must be a Long",
        "/entities/Author/1, entity, Author, must be one that is cached",
        "/regions, path, regions, must be regions/<region>",
    })
    void clearing_whatIsWrong_is400(String path, String parameter, String value, String rule) {
        isWrong(Http.delete(open.url("/actuator/hibernatecache" + path)), parameter, value, rule);
        assertThat(open.hasCached(1)).isTrue();
    }

    private static void isWrong(Http.Answer answer, String parameter, String value, String rule) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.get("parameter")).isEqualTo(parameter);
        assertThat(answer.get("value")).isEqualTo(value);
        assertThat(answer.get("rule").toString()).startsWith(rule);
        assertThat(answer.get("error").toString()).contains(parameter, value, rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/regions/com.example.library.Book", "/entities/Book/1"})
    void delete_clears_andGetDoesNot(String path) {
        endpoint(path);
        Http.get(open.url("/hibernate-redis/api/clear?path=everything"));
        assertThat(open.hasCached(1)).isTrue();
        assertThat(Http.delete(open.url("/actuator/hibernatecache" + path)).status())
                .isEqualTo(200);
        assertThat(open.hasCached(1)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "history?factory=other, factory, other, must be one of",
        "history?after=yesterday, after, yesterday, must be a time in milliseconds",
        "clear?path=everything, question, clear, must be one of",
        "keys?pattern=%5Bab, pattern, '[ab', must close each [",
        "'', question, '', must be one of",
    })
    void question_ofThePage_thatIsWrong_is400(
            String path, String parameter, String value, String rule) {
        isWrong(Http.get(open.url("/hibernate-redis/api/" + path)), parameter, value, rule);
        assertThat(open.hasCached(1)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "path=regions&path=Unknown",
                "path=tags&path=two%20words",
                "path=everything&path=regions",
                "path=",
                "path=queries&path=none",
                "other=everything"
            })
    void clearing_byThePage_ofWhatIsWrong_is400(String body) {
        Http.Answer answer =
                Http.post(open.url("/hibernate-redis/api/clear"), body, "X-Hibernate-Redis");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.get("rule").toString()).startsWith("must ");
        assertThat(open.hasCached(1)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"})
    void page_clearsByNoOtherMethodThanPost(String method) {
        int status =
                Http.send(
                                method,
                                open.url("/hibernate-redis/api/clear?path=everything"),
                                "",
                                "X-Hibernate-Redis",
                                "DELETE")
                        .status();
        assertThat(status).isIn(200, 400, 403, 404, 405, 501);
        assertThat(open.hasCached(1)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "POST", "OPTIONS", "PATCH"})
    void endpoint_clearsByNoOtherMethodThanDelete(String method) {
        for (String path : List.of("", "/queries", "/regions/" + BOOK)) {
            String url = open.url("/actuator/hibernatecache" + path + "?_method=DELETE");
            Http.send(method, url, "", "X-HTTP-Method-Override", "DELETE");
        }
        assertThat(open.hasCached(1)).isTrue();
    }

    @Test
    void query_isClearedByItsId() {
        open.books().findByTitle("Emma");
        open.books().findByTitle("Emma");
        Map<?, ?> query =
                (Map<?, ?>)
                        ((List<?>) endpoint("/queries").get("queries"))
                                .stream()
                                        .filter(each -> each.toString().contains("title=?"))
                                        .findFirst()
                                        .orElseThrow();
        assertThat(query.get("tables").toString()).isEqualTo("[book]");
        String path = "/actuator/hibernatecache/queries/" + query.get("id");
        assertThat(Http.get(open.url(path)).status()).isNotEqualTo(200);
        var statistics = open.sessionFactory().getStatistics();
        statistics.setStatisticsEnabled(true);
        statistics.clear();
        open.books().findByTitle("Emma");
        assertThat(statistics.getPrepareStatementCount()).isZero();

        Http.Answer cleared = Http.delete(open.url(path));

        assertThat(cleared.status()).as(cleared.body()).isEqualTo(200);
        assertThat(cleared.get("cleared").toString())
                .isEqualTo("query " + query.get("id") + ", and all results that read book");
        assertThat(open.hasCached(1)).isTrue();
        open.books().findByTitle("Emma");
        assertThat(statistics.getPrepareStatementCount()).isEqualTo(1);
    }

    @Test
    void hit_isSeenInTheEndpointThePageAndTheMetrics() {
        open.books().findById(1L);

        assertThat(endpoint("/regions").body()).containsPattern(BOOK + "\",\"hits\":[1-9]");
        assertThat(Http.get(open.url("/hibernate-redis/api/regions")).body())
                .containsPattern(BOOK + "\",\"hits\":[1-9]");
        assertThat(
                        Http.get(
                                        open.url(
                                                "/actuator/metrics/cache.gets?tag=result:hit&tag=name:"
                                                        + BOOK))
                                .body())
                .containsPattern("\"value\":[1-9]");
    }

    @Test
    void endpoint_byDefault_clearsNothingAndShowsNoData() {
        String url = standard.url("/actuator/hibernatecache");
        assertThat(Http.delete(url).status()).isIn(404, 405);
        assertThat(standard.hasCached(1)).isTrue();
        for (String path : List.of("/keys?pattern=*", "/entry?name=x", "/hot-keys")) {
            Http.Answer answer = Http.get(url + path);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body()).contains("hibernate-redis.admin.show-values=true");
        }
        assertThat(Http.get(url + "/invalidations").body()).contains(BOOK).doesNotContain("#1");
    }

    @Test
    void page_takesAPostWithItsHeader() {
        String url = open.url("/hibernate-redis/api/clear");
        String book = "path=regions&path=" + BOOK;
        assertThat(Http.post(url, book, null).status()).isEqualTo(403);
        assertThat(Http.post(url, "", "X-Hibernate-Redis").status()).isEqualTo(400);
        assertThat(open.hasCached(1)).isTrue();
        assertThat(Http.post(url, book, "X-Hibernate-Redis").status()).isEqualTo(200);
        assertThat(open.hasCached(1)).isFalse();
    }

    @Test
    void page_byDefault_isReadOnly() {
        Http.Answer answer =
                Http.post(
                        standard.url("/hibernate-redis/api/clear"),
                        "path=everything",
                        "X-Hibernate-Redis");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("hibernate-redis.page.read-only");
        assertThat(standard.hasCached(1)).isTrue();
    }

    @Test
    void page_isSelfContainedAndGuarded() {
        Http.Answer page = Http.get(open.url("/hibernate-redis/"));
        assertThat(page.body()).doesNotContain("http://", "https://", "<script>", "style=");
        assertThat(page.headers().get("Content-Security-Policy"))
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.headers())
                .containsEntry("X-Content-Type-Options", "nosniff")
                .containsEntry("Content-Type", "text/html;charset=UTF-8");
        assertThat(Http.get(open.url("/hibernate-redis")).headers().get("Location"))
                .endsWith("/hibernate-redis/");
        assertThat(Http.get(open.url("/hibernate-redis/../page.js/CachePage.class")).status())
                .isNotEqualTo(200);
    }

    @Test
    void page_thatIsNotEnabled_isNotThere() {
        try (var library = Library.startWeb("hibernate-redis.uri=" + REDIS.uri())) {
            assertThat(Http.get(library.url("/hibernate-redis/")).status()).isEqualTo(404);
            assertThat(Http.get(library.url("/actuator/hibernatecache")).status()).isEqualTo(404);
        }
    }

    @Test
    void redis_thatIsAway_is503() {
        REDIS.kill();
        Http.Answer answer = endpoint("/sizes");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.get("error").toString()).startsWith("Redis at ");
        assertThat(endpoint("/regions").status()).isEqualTo(200);
        Http.Answer cleared = Http.delete(open.url("/actuator/hibernatecache/regions/" + BOOK));
        assertThat(cleared.get("pending")).isEqualTo(true);
        REDIS.restart();
        await().until(() -> endpoint("").body().contains("\"pendingInvalidations\":0"));
    }
}
