package io.hibernateredis.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** A context without an entity manager factory, as of a test of something else. */
class NoJpaTest {

    @Test
    void context_withoutAFactory_starts() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(
                                HibernateRedisAutoConfiguration.class,
                                HibernateRedisMetricsAutoConfiguration.class,
                                HibernateRedisHealthContributorAutoConfiguration.class))
                .run(context -> assertThat(context).hasNotFailed());
    }
}
