package io.hibernateredis.spring.boot.internal.hints;

import io.hibernateredis.region.RedisRegionFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** The resources and classes that the cache and Hibernate find by name. */
public final class CacheHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.resources()
                .registerPattern("io/hibernateredis/internal/protocol/*.lua")
                .registerPattern("io/hibernateredis/spring/boot/internal/page/files/*")
                .registerPattern("io/hibernateredis/tags/orm.xml")
                .registerPattern("META-INF/services/org.hibernate.*")
                .registerPattern("META-INF/services/io.hibernateredis.*");
        hints.reflection()
                .registerType(
                        RedisRegionFactory.class, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
    }
}
