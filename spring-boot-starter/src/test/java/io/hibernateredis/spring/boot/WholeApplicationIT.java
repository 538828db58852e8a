package io.hibernateredis.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.library.LibraryApplication;
import io.hibernateredis.region.RedisRegionFactory;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.EntityManagerFactory;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A test of the whole application has the cache, in a namespace of its own. */
@SpringBootTest(
        classes = LibraryApplication.class,
        properties = {"spring.flyway.enabled=false", "spring.liquibase.enabled=false"})
class WholeApplicationIT {

    @RegisterExtension static final RedisExtension REDIS = RedisExtension.ownServer();

    @DynamicPropertySource
    static void redis(DynamicPropertyRegistry properties) {
        properties.add("spring.data.redis.url", REDIS::uri);
    }

    @Autowired private EntityManagerFactory factory;

    @Test
    void namespace_inATest_isItsOwn() {
        assertThat(RedisRegionFactory.of(factory.unwrap(SessionFactory.class))).isNotNull();
        var settings = factory.unwrap(SessionFactory.class).getProperties();
        assertThat(settings.get("hibernate.cache.redis.namespace").toString())
                .matches("test-[0-9a-f-]{36}");
    }
}
