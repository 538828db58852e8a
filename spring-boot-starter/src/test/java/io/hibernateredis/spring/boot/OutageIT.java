package io.hibernateredis.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.library.Book;
import io.hibernateredis.testing.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.IndicatedHealthDescriptor;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** An application whose Redis is away. */
@ExtendWith(OutputCaptureExtension.class)
class OutageIT {

    @RegisterExtension static final RedisExtension REDIS = RedisExtension.ownServer();

    private static IndicatedHealthDescriptor health(Library library) {
        return (IndicatedHealthDescriptor)
                library.context().getBean(HealthEndpoint.class).healthForPath("hibernateRedis");
    }

    private static Status overall(Library library) {
        return library.context().getBean(HealthEndpoint.class).health().getStatus();
    }

    @Test
    void application_withoutRedis_startsSaysSoOnceAndServes(CapturedOutput output) {
        try (var library = Library.start("hibernate-redis.uri=redis://localhost:1")) {
            library.books().save(new Book(1L, "Emma"));
            assertThat(library.books().findById(1L)).isPresent();
            assertThat(output).containsOnlyOnce("is bypassed: ").contains("redis://localhost:1");
            assertThat(output.getOut().lines().filter(line -> line.contains("io.hibernateredis")))
                    .noneMatch(line -> line.contains("ERROR"));
        }
    }

    @Test
    void health_whileRedisIsAway_isDegraded() {
        try (var library =
                Library.start(
                        "hibernate-redis.uri=" + REDIS.uri(),
                        "management.health.redis.enabled=false")) {
            assertThat(health(library).getStatus()).isEqualTo(Status.UP);
            REDIS.server().kill();
            await().until(() -> health(library).getStatus().getCode().equals("DEGRADED"));
            assertThat(health(library).getDetails().get("reason").toString())
                    .contains("Redis is bypassed");
            assertThat(overall(library)).isEqualTo(Status.UP);
            REDIS.server().restart();
            await().until(() -> health(library).getStatus().equals(Status.UP));
        }
    }

    @Test
    void health_whileRedisIsAway_isWhatTheApplicationWants() {
        try (var library =
                Library.start(
                        "hibernate-redis.uri=redis://localhost:1",
                        "management.health.redis.enabled=false",
                        "hibernate-redis.health.status-when-bypassed=DOWN")) {
            assertThat(health(library).getStatus()).isEqualTo(Status.DOWN);
            assertThat(overall(library)).isEqualTo(Status.DOWN);
        }
    }
}
