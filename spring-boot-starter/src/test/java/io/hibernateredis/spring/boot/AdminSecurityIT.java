package io.hibernateredis.spring.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.library.Book;
import com.example.ops.OpsSecurity;
import io.hibernateredis.testing.RedisServer;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/** The page and the endpoint behind Spring Security, as the manual shows it. */
@ExtendWith(OutputCaptureExtension.class)
class AdminSecurityIT {

    private static final RedisServer REDIS = RedisServer.start();
    private static final String CLEAR = "/hibernate-redis/api/clear";
    private static final String BOOK = "path=regions&path=" + Book.class.getName();

    private static Library library;

    @Configuration(proxyBeanMethods = false)
    static class Users {

        @Bean
        InMemoryUserDetailsManager users() {
            return new InMemoryUserDetailsManager(
                    User.withUsername("ann").password("{noop}x").roles("OPS", "CLEAR").build(),
                    User.withUsername("bob").password("{noop}x").roles("OPS").build(),
                    User.withUsername("eve").password("{noop}x").roles("USER").build());
        }
    }

    @BeforeAll
    static void start() {
        library =
                Library.startSecured(
                        List.of(OpsSecurity.class, Users.class),
                        "hibernate-redis.uri=" + REDIS.uri(),
                        "hibernate-redis.trust=10s",
                        "hibernate-redis.page.enabled=true",
                        "hibernate-redis.page.read-only=false",
                        "hibernate-redis.admin.write-role=CLEAR",
                        "management.endpoints.web.exposure.include=*",
                        "management.endpoint.hibernatecache.access=unrestricted");
    }

    @AfterAll
    static void stop() {
        library.close();
        REDIS.close();
    }

    @BeforeEach
    void cacheABook() {
        await().until(
                        () -> {
                            library.books().save(new Book(1L, "Emma"));
                            library.books().findById(1L);
                            return library.hasCached(1);
                        });
    }

    private static String basic(String user) {
        String credentials = user + ":x";
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
    }

    private static Http.Answer get(String path, String user) {
        return Http.get(library.url(path), "Authorization", basic(user));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/hibernate-redis/",
                "/hibernate-redis/page.js",
                "/hibernate-redis/api/regions",
                "/actuator/hibernatecache",
                "/actuator/hibernatecache/regions"
            })
    void pageAndEndpoint_areForItsRoleAlone(String path) {
        assertThat(Http.get(library.url(path)).status()).isEqualTo(401);
        assertThat(get(path, "eve").status()).isEqualTo(403);
        Http.Answer answer = get(path, "bob");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().get("Cache-Control")).contains("no-store");
    }

    /** As the page's own script: with the token of its cookie. */
    private static Http.Answer clear(String user, boolean withToken) {
        String cookie = get("/hibernate-redis/", user).headers().get("Set-Cookie").split(";")[0];
        assertThat(cookie).startsWith("XSRF-TOKEN=");
        String token = cookie.substring("XSRF-TOKEN=".length());
        return Http.send(
                "POST",
                library.url(CLEAR),
                BOOK,
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Authorization",
                basic(user),
                "X-Hibernate-Redis",
                "test",
                "Cookie",
                cookie,
                "X-XSRF-TOKEN",
                withToken ? token : "none");
    }

    @Test
    void clearing_takesTheTokenOfSpringSecurity_andTheRole(CapturedOutput output) {
        assertThat(clear("ann", false).status()).isEqualTo(403);
        Http.Answer ofBob = clear("bob", true);
        assertThat(ofBob.status()).isEqualTo(403);
        assertThat(ofBob.body()).contains("hibernate-redis.admin.write-role");
        assertThat(library.hasCached(1)).isTrue();
        assertThat(clear("ann", true).status()).isEqualTo(200);
        assertThat(library.hasCached(1)).isFalse();
        assertThat(output).contains("ann");
    }

    @Test
    void clearing_byTheEndpoint_takesThem() {
        String url = library.url("/actuator/hibernatecache/regions/" + Book.class.getName());
        assertThat(Http.send("DELETE", url, "", "Authorization", basic("ann")).status())
                .as("without a token")
                .isEqualTo(403);
        String cookie =
                get("/actuator/hibernatecache", "ann").headers().get("Set-Cookie").split(";")[0];
        String token = cookie.substring("XSRF-TOKEN=".length());
        assertThat(library.hasCached(1)).isTrue();
        String[] headers = {"Authorization", basic("ann"), "Cookie", cookie, "X-XSRF-TOKEN", token};
        assertThat(Http.send("DELETE", url, "", headers).status()).isEqualTo(200);
        assertThat(library.hasCached(1)).isFalse();
    }
}
