package com.example.planner;

import io.hibernateredis.spring.SpringCaches;
import io.hibernateredis.tagged.ValueType;
import io.hibernateredis.tags.Tags;
import java.time.Duration;
import org.hibernate.SessionFactory;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

// documentation: begin
@Configuration
@EnableCaching
public class Caching {

    @Bean
    CacheManager caches(SessionFactory sessionFactory) {
        return new SpringCaches(sessionFactory)
                .with(
                        "points",
                        ValueType.of(Long.class),
                        Duration.ofMinutes(10),
                        project -> Tags.named("board:" + project));
    }
}
// documentation: end
