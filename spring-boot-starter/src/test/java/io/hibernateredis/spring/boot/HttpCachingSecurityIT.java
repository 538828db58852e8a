package io.hibernateredis.spring.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.testing.RedisServer;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;

/** What clients are told to keep where Spring Security guards the application. */
class HttpCachingSecurityIT {

    private static final RedisServer REDIS = RedisServer.start();
    private static final String NO_STORE = "no-cache, no-store, max-age=0, must-revalidate";

    private static Boards boards;

    @Configuration(proxyBeanMethods = false)
    @EnableMethodSecurity
    static class Guarded {

        /** Does not tell the servlet API who the user is. */
        @Bean
        @Order(1)
        SecurityFilterChain silent(HttpSecurity http) {
            return http.securityMatcher("/probe/2/**")
                    .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .addFilterBefore(byHeader(), AnonymousAuthenticationFilter.class)
                    .servletApi(api -> api.disable())
                    .build();
        }

        /** As a gateway in front of the application might do. */
        private static Filter byHeader() {
            return (request, response, chain) -> {
                String user = ((HttpServletRequest) request).getHeader("X-User");
                if (user != null) {
                    var context = SecurityContextHolder.createEmptyContext();
                    context.setAuthentication(
                            UsernamePasswordAuthenticationToken.authenticated(
                                    user, null, List.of()));
                    SecurityContextHolder.setContext(context);
                }
                chain.doFilter(request, response);
            };
        }

        @Bean
        @Order(2)
        SecurityFilterChain usual(HttpSecurity http) {
            return http.authorizeHttpRequests(
                            requests ->
                                    requests.requestMatchers("/probe/1/mine")
                                            .authenticated()
                                            .anyRequest()
                                            .permitAll())
                    .httpBasic(Customizer.withDefaults())
                    .build();
        }

        @Bean
        InMemoryUserDetailsManager users() {
            return new InMemoryUserDetailsManager(
                    User.withUsername("ann").password("{noop}x").roles("OPS").build(),
                    User.withUsername("bob").password("{noop}x").roles("USER").build());
        }
    }

    @BeforeAll
    static void start() {
        boards =
                Boards.start(
                                List.of(Guarded.class),
                                new CommitHooks(),
                                "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID(),
                                "spring.jpa.hibernate.ddl-auto=create",
                                "hibernate-redis.uri=" + REDIS.uri())
                        .fill();
    }

    @AfterAll
    static void stop() {
        boards.close();
        REDIS.close();
    }

    private static String[] as(String user) {
        String credentials = user + ":x";
        return new String[] {
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8))
        };
    }

    private static Http.Answer revalidate(String path, String user, String etag) {
        String[] credentials = as(user);
        return boards.get(path, credentials[0], credentials[1], "If-None-Match", etag);
    }

    private static String etag(String path, String... headers) {
        var found = new AtomicReference<String>();
        await().until(
                        () -> {
                            found.set(boards.get(path, headers).headers().get("ETag"));
                            return found.get() != null;
                        });
        return found.get();
    }

    private static void isAsSecuritySays(Http.Answer answer, int status) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers())
                .containsEntry("Cache-Control", NO_STORE)
                .doesNotContainKey("ETag");
    }

    @Test
    void anonymous_response_isOffered_withoutWhatSecurityAdds() {
        String etag = etag("/probe/1");
        assertThat(boards.get("/probe/1").headers())
                .containsEntry("Cache-Control", "public, max-age=60")
                .containsEntry("X-Content-Type-Options", "nosniff")
                .doesNotContainKeys("Pragma", "Expires");
        assertThat(boards.revalidate("/probe/1", etag).status()).isEqualTo(304);
    }

    @Test
    void responseOfAUser_isNeverPublic() {
        String etag = etag("/probe/1");
        isAsSecuritySays(boards.get("/probe/1", as("ann")), 200);
        isAsSecuritySays(revalidate("/probe/1", "ann", etag), 200);
    }

    /** Neither the request nor the servlet API tells that there is a user. */
    @Test
    void responseOfAUser_whomSpringSecurityAloneKnows_isNeverPublic() {
        String etag = etag("/probe/2");
        isAsSecuritySays(boards.get("/probe/2", "X-User", "ann", "If-None-Match", etag), 200);
        String mine = etag("/probe/2/mine", "X-User", "ann");
        assertThat(mine).isNotEqualTo(etag("/probe/2/mine", "X-User", "bob"));
    }

    /** The session knows the user, the request has no credentials. */
    @Test
    void responseOfALogin_isNeverPublic() {
        String etag = etag("/probe/1");
        String[] credentials = as("ann");
        // Basic authentication begins no session: the handler does, and it is changed at login.
        String session =
                boards.get("/probe/1/session", credentials[0], credentials[1])
                        .headers()
                        .get("Set-Cookie")
                        .split(";")[0];
        isAsSecuritySays(boards.get("/probe/1", "Cookie", session, "If-None-Match", etag), 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "error", "later-missing"})
    void response_thatIsNoneToKeep_isForNobody(String path) {
        etag("/probe/1");
        assertThat(boards.get("/probe/1/" + path).headers())
                .containsEntry("Cache-Control", "no-store")
                .doesNotContainKey("ETag");
    }

    @Test
    void response_thatIsNotOffered_isAsSecuritySays() {
        isAsSecuritySays(boards.get("/probe/one"), 200);
    }

    @Test
    void private_response_isOfOneUser() {
        String ofAnn = etag("/probe/1/mine", as("ann"));
        assertThat(boards.get("/probe/1/mine", as("ann")).headers())
                .containsEntry("Cache-Control", "private, no-cache");
        assertThat(revalidate("/probe/1/mine", "ann", ofAnn).status()).isEqualTo(304);
        Http.Answer ofBob = revalidate("/probe/1/mine", "bob", ofAnn);
        assertThat(ofBob.status()).isEqualTo(200);
        assertThat(ofBob.body()).isEqualTo("bob");
    }

    @Test
    void request_thatIsNotAllowed_isNotConfirmed() {
        String ofAnn = etag("/probe/1/mine", as("ann"));
        isAsSecuritySays(boards.revalidate("/probe/1/mine", ofAnn), 401);
    }

    /** The method is checked when it is called, and for a 304 it is not. */
    @Test
    void method_thatIsSecured_isNotOffered() {
        isAsSecuritySays(boards.get("/probe/1/secured", as("ann")), 200);
        isAsSecuritySays(boards.get("/probe/1/secured", as("bob")), 403);
    }
}
