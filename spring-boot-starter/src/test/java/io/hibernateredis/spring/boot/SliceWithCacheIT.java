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
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A test of JPA alone that wants the cache. */
@DataJpaTest(properties = {"spring.flyway.enabled=false", "spring.liquibase.enabled=false"})
@ImportAutoConfiguration(HibernateRedisAutoConfiguration.class)
@ContextConfiguration(classes = LibraryApplication.class)
class SliceWithCacheIT {

    @RegisterExtension static final RedisExtension REDIS = RedisExtension.ownServer();

    @DynamicPropertySource
    static void redis(DynamicPropertyRegistry properties) {
        properties.add("hibernate-redis.uri", REDIS::uri);
    }

    @Autowired private EntityManagerFactory factory;

    @Test
    void cache_thatIsImported_isOn() {
        assertThat(RedisRegionFactory.of(factory.unwrap(SessionFactory.class))).isNotNull();
    }
}
