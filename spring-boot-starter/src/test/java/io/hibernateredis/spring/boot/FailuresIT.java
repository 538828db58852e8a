package io.hibernateredis.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;

/** What is said of an application that cannot start because of how the cache is configured. */
@ExtendWith(OutputCaptureExtension.class)
class FailuresIT {

    private static void fails(String... properties) {
        fails(List.of(), properties);
    }

    private static void fails(List<Class<?>> sources, String... properties) {
        assertThatThrownBy(() -> Library.start(sources, properties).close())
                .isInstanceOf(Exception.class);
    }

    @Test
    void valueOutOfRange_isNamedWithPropertyRuleAndOrigin(CapturedOutput output) {
        fails("hibernate-redis.ttl=0s");
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("hibernate-redis.ttl must be 1 ms to 3650 days, but was PT0S")
                .contains("Origin: \"hibernate-redis.ttl\" from property source")
                .contains("Correct the value of hibernate-redis.ttl.");
    }

    @Test
    void valueOfARegion_isNamed(CapturedOutput output) {
        fails("hibernate-redis.regions[com.example.library.Book].ttl=0s");
        assertThat(output)
                .contains("hibernate-redis.regions[com.example.library.Book].ttl must be 1 ms");
    }

    @Test
    void choice_thatIsNone_isNamedWithTheChoices(CapturedOutput output) {
        fails("hibernate-redis.near.mode=sometimes");
        assertThat(output)
                .contains(
                        "hibernate-redis.near.mode must be one of [off, barrier, lease], but was"
                                + " sometimes");
    }

    @Test
    void valueThatIsNoDuration_isNamed(CapturedOutput output) {
        fails("hibernate-redis.ttl=soon");
        assertThat(output).contains("Property: hibernate-redis.ttl").contains("\"soon\"");
    }

    @Test
    void propertyThatIsUnknown_isNamed(CapturedOutput output) {
        fails("hibernate-redis.tttl=1m");
        assertThat(output).contains("hibernate-redis.tttl").contains("left unbound");
    }

    @Test
    void settingOfHibernateThatIsUnknown_isNamedAsItIsSet(CapturedOutput output) {
        fails("spring.jpa.properties.hibernate.cache.redis.time_to_live=1m");
        assertThat(output)
                .contains(
                        "spring.jpa.properties.hibernate.cache.redis.time_to_live is not a setting;"
                                + " did you mean");
    }

    @Test
    void urlOfSpringData_thatIsMalformed_isNamedWithoutItsPassword(CapturedOutput output) {
        fails("spring.data.redis.url=redis://:hush@/0");
        assertThat(output).contains("spring.data.redis.url").doesNotContain("hush@");
    }

    @Test
    void timeoutOfSpringData_outOfRange_isNamed(CapturedOutput output) {
        fails("spring.data.redis.timeout=2h");
        assertThat(output).contains("spring.data.redis.timeout must be 1 ms to 1 h, but was PT2H");
    }

    @Test
    void nearCacheWithoutCaffeine_isSaidToNeedIt(CapturedOutput output) {
        fails("hibernate-redis.near.mode=lease");
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("The second-level cache in Redis cannot be started")
                .contains("caffeine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cluster", "masterreplica"})
    void redisThatIsNotOneServer_isNamed(String kind, CapturedOutput output) {
        fails("spring.data.redis." + kind + ".nodes=localhost:1");
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("spring.data.redis." + kind + " configures a Redis")
                .contains("Set hibernate-redis.uri")
                .contains("hibernate-redis.enabled=false");
    }

    static class ClusterDetails {
        @Bean
        DataRedisConnectionDetails details() {
            return new DataRedisConnectionDetails() {
                @Override
                public Cluster getCluster() {
                    return () -> List.of(new Node("localhost", 1));
                }
            };
        }
    }

    @Test
    void connectionDetailsOfACluster_areNamed(CapturedOutput output) {
        fails(List.of(ClusterDetails.class));
        assertThat(output)
                .contains("the DataRedisConnectionDetails bean configures a Redis (cluster)");
    }
}
