package io.hibernateredis.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.board.BoardApplication;
import io.hibernateredis.spring.boot.internal.http.CurrentUser;
import io.hibernateredis.spring.boot.internal.http.HttpCaching;
import io.hibernateredis.spring.boot.internal.settings.HibernateRedisProperties;
import io.hibernateredis.spring.boot.internal.settings.InvalidPropertyException;
import io.hibernateredis.testing.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What is said of rules that cannot be used, and what becomes of them where parts are missing. */
@ExtendWith(OutputCaptureExtension.class)
class HttpRulesIT {

    private static final RedisServer REDIS = RedisServer.start();

    private static Boards boards;

    @BeforeAll
    static void start() {
        boards = Boards.start(properties());
    }

    @AfterAll
    static void stop() {
        boards.close();
        REDIS.close();
    }

    private static String[] properties(String... more) {
        var all = new ArrayList<>(List.of(more));
        all.add("spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID());
        all.add("spring.jpa.hibernate.ddl-auto=create");
        all.add("hibernate-redis.uri=" + REDIS.uri());
        return all.toArray(String[]::new);
    }

    private static String policy(String name, String value) {
        return "hibernate-redis.http.policies[0]." + name + "=" + value;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "boards | no-cache | type:Board | pattern | must be a path that begins with / |"
                        + " boards",
                "/b/{id | no-cache | type:Board | pattern | must be a pattern of paths | /b/{id",
                "/b | public, private | type:Board | cache-control | must not be both | public,"
                        + " private",
                "/b | max-age=soon | type:Board | cache-control | must have max-age= with 0 |"
                        + " max-age=soon",
                "/b | forever | type:Board | cache-control | must consist of immutable, | forever",
                "/b | no-cache=x | type:Board | cache-control | must have no-cache without |"
                        + " no-cache=x",
                "/b | no-cache, no-cache | type:Board | cache-control | must have no-cache only"
                        + " once | no-cache, no-cache",
                "/b | private, s-maxage=1 | type:Board | cache-control | must not be private with |"
                        + " private, s-maxage=1",
                "/b | no-store, max-age=1 | type:Board | cache-control | must have nothing beside |"
                        + " no-store, max-age=1",
                "/b | no-store | type:Board | tags | must be empty with no-store | [type:Board]",
                "/b/{id} | no-cache | board:{no} | tags | must name variables of its path, which"
                        + " are [id] | board:{no}",
                "/b/{id} | no-cache | board:{id | tags | must have its braces in pairs | board:{id",
                "/b/{id} | no-cache | bord:{id} | tags | must be declared by @CacheTags of an"
                        + " entity, which declare [board:{ | bord:{id}",
                "/b | no-cache | type:Bord | tags | must name an entity, which are [Board, Task] |"
                        + " type:Bord",
                "/b | no-cache | table:bords | tags | no entity or collection lies in a table bords"
                        + " | table:bords",
                "/b/{id} | no-cache | entity:Board | tags | must be entity:<entity>:<id> |"
                        + " entity:Board",
                "/b | no-cache | entity:Board:one | tags | must have a Long as value |"
                        + " entity:Board:one",
                "/b/{id} | no-cache | rows:Task:{id} | tags | must be rows:<entity>:<path>:<value>"
                        + " | rows:Task:{id}",
                "/b/{id} | no-cache | rows:Task:bord.id:{id} | tags | must have the path of a"
                        + " property of Task | rows:Task:bord.id:{id}",
                "/b/{id} | no-cache | rows:Board:name:{id} | tags | must have a variable only where"
                        + " there is an integer or a UUID, not a String | rows:Board:name:{id}",
                "/b/{id} | no-cache | rows:Task:board.id:x{id} | tags | must have nothing beside"
                        + " the variable | rows:Task:board.id:x{id}",
                "/b | no-cache | tag: | tags | must have a name | tag:",
            })
    void policy_thatIsWrong_isNamedWithRuleAndValue(
            String pattern, String control, String tag, String part, String rule, String value) {
        Map<String, Object> properties =
                Map.of(
                        "policies[0].pattern", pattern,
                        "policies[0].cache-control", control,
                        "policies[0].tags[0]", tag);
        String name = "hibernate-redis.http.policies[0]." + part;
        assertThatThrownBy(() -> read(properties))
                .isInstanceOf(InvalidPropertyException.class)
                .hasMessageStartingWith(name + " " + rule)
                .hasMessageEndingWith(", but was '" + value + "'");
    }

    /** As at the start of an application, of which one is enough. */
    private static void read(Map<String, Object> properties) {
        var http =
                new Binder(new MapConfigurationPropertySource(properties))
                        .bind("", HibernateRedisProperties.Http.class)
                        .get();
        new HttpCaching(
                        http,
                        () -> Map.of("one", boards.factory()),
                        Map::of,
                        (type, method) -> null)
                .afterSingletonsInstantiated();
    }

    @Test
    void policies_thatAreShown_areRead() throws IOException {
        var block =
                Pattern.compile(
                                "^```text\n(hibernate-redis.*?)^```$",
                                Pattern.MULTILINE | Pattern.DOTALL)
                        .matcher(Files.readString(Path.of("../docs/http-caching.md")));
        assertThat(block.find()).isTrue();
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String line : block.group(1).lines().toList()) {
            String[] parts = line.split("=", 2);
            properties.put(parts[0].substring("hibernate-redis.http.".length()), parts[1]);
        }
        assertThat(properties).hasSize(6);
        read(properties);
    }

    @Test
    void policy_withoutTags_orWithHeadersThatAreNone_isNamedWithItsOrigin(CapturedOutput output) {
        assertThatThrownBy(() -> Boards.start(properties(policy("pattern", "/b"))))
                .isInstanceOf(Exception.class);
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains(
                        "hibernate-redis.http.policies[0].tags must name what the response depends"
                                + " on, but was '[]'")
                .contains("Correct the value of hibernate-redis.http.policies[0].tags.");
        assertThatThrownBy(
                        () ->
                                Boards.start(
                                        properties(
                                                policy("pattern", "/b"),
                                                policy("tags", "type:Board"),
                                                policy("vary", "*"))))
                .isInstanceOf(Exception.class);
        assertThat(output)
                .contains("policies[0].vary must be names of headers, but was '*'")
                .contains("Origin: \"hibernate-redis.http.policies[0].vary\"");
    }

    @Test
    void property_ofAPolicyThatIsUnknown_isNamed(CapturedOutput output) {
        assertThatThrownBy(() -> Boards.start(properties(policy("patern", "/b"))))
                .isInstanceOf(Exception.class);
        assertThat(output).contains("hibernate-redis.http.policies[0].patern");
    }

    @RestController
    static class Wrong {

        @GetMapping("/wrong/{board}")
        @HttpCached(tags = "board:{id}", cacheControl = "no-cache")
        String wrong() {
            return "";
        }
    }

    @Test
    void annotation_thatIsWrong_isNamedWithItsMethod() {
        assertThatThrownBy(
                        () ->
                                Boards.start(
                                        List.of(Wrong.class),
                                        new CommitHooks(),
                                        properties(Library.WITHOUT_SECURITY)))
                .hasStackTraceContaining(
                        "tags of @HttpCached on "
                                + Wrong.class.getName()
                                + ".wrong must name variables of its path, which are [board], but"
                                + " was 'board:{id}'");
    }

    @Test
    void factory_thatIsNone_isNamed() {
        assertThatThrownBy(
                        () ->
                                Boards.start(
                                        properties(
                                                "hibernate-redis.http.entity-manager-factory=x")))
                .hasStackTraceContaining(
                        "hibernate-redis.http.entity-manager-factory must name one of the entity"
                                + " manager factories that are cached in Redis, which are"
                                + " [entityManagerFactory], but was 'x'");
    }

    /** Another application's classes, of which some are not there. */
    private static ConfigurableApplicationContext without(String packages, String... properties) {
        var all = new ArrayList<>(List.of(properties(properties)));
        all.add("server.port=0");
        all.add("spring.flyway.enabled=false");
        all.add("spring.liquibase.enabled=false");
        var classes = new FilteredClassLoader(packages);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(classes);
        try {
            return new SpringApplicationBuilder(Plain.class)
                    .resourceLoader(new DefaultResourceLoader(classes))
                    .properties(all.toArray(String[]::new))
                    .run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Without handlers that name classes of Spring Security. */
    @EnableAutoConfiguration
    @Import(Plain.Names.class)
    @EntityScan(basePackageClasses = BoardApplication.class)
    static class Plain {

        @RestController
        static class Names {

            @GetMapping("/names")
            String names() {
                return "names";
            }
        }
    }

    @Test
    void applicationWithoutSpringSecurity_isOffered() {
        try (var context =
                without(
                        "org.springframework.security",
                        policy("pattern", "/names"),
                        policy("tags", "type:Board"))) {
            assertThat(context.getBeanNamesForType(CurrentUser.class)).isEmpty();
            String url =
                    "http://localhost:"
                            + context.getEnvironment().getProperty("local.server.port")
                            + "/names";
            Http.Answer answer = Http.get(url);
            assertThat(answer.headers()).containsEntry("Cache-Control", "no-cache");
            assertThat(Http.get(url, "If-None-Match", answer.headers().get("ETag")).status())
                    .isEqualTo(304);
        }
    }

    @Test
    void policies_withoutTheModuleOfTags_areNamed() {
        assertThatThrownBy(
                        () ->
                                without(
                                        "io.hibernateredis.tagged",
                                        Library.WITHOUT_SECURITY,
                                        policy("pattern", "/names"),
                                        policy("tags", "type:Board")))
                .hasStackTraceContaining(
                        "hibernate-redis.http.policies needs hibernate-redis-entity-listeners on"
                                + " the class path");
        without("io.hibernateredis.tagged", Library.WITHOUT_SECURITY).close();
    }

    @Test
    void policies_whereNothingIsCached_haveNoEffect(CapturedOutput output) {
        try (var boards =
                Boards.start(
                        properties(
                                "spring.jpa.properties.hibernate.cache.use_second_level_cache="
                                        + "false",
                                policy("pattern", "/boards"),
                                policy("tags", "type:Board")))) {
            assertThat(boards.get("/boards").headers()).doesNotContainKey("ETag");
            assertThat(output).contains("hibernate-redis.http.policies has no effect");
        }
    }
}
