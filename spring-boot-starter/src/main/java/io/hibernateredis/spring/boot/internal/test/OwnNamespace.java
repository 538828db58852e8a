package io.hibernateredis.spring.boot.internal.test;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Gives each context of a test a namespace of its own, so that tests do not see what others, or the
 * application itself, have cached. A namespace that the application has set stays.
 */
final class OwnNamespace implements ContextCustomizer {

    @Override
    public void customizeContext(
            ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
        String namespace = "test-" + UUID.randomUUID();
        context.getEnvironment()
                .getPropertySources()
                .addLast(
                        new MapPropertySource(
                                "hibernate-redis-test",
                                Map.of("hibernate-redis.namespace", namespace)));
    }

    /** Contexts that differ by nothing else are shared between tests. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OwnNamespace;
    }

    @Override
    public int hashCode() {
        return OwnNamespace.class.hashCode();
    }
}
