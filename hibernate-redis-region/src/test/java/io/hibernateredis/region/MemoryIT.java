package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.inTransaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an entry costs in Redis. */
class MemoryIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Article.class);

    /** Eight small columns beside the id. */
    @Entity(name = "Article")
    @Cacheable
    static class Article {
        @Id Long id;
        String title;
        boolean published;
        int stock;
        long views;
        BigDecimal price;
        LocalDate since;
        Instant changed;
        @Version int version;

        Article() {}

        Article(long id) {
            this.id = id;
            title = "Article no. " + id;
            published = true;
            stock = 17;
            views = 123_456;
            price = new BigDecimal("19.99");
            since = LocalDate.of(2026, 1, 15);
            changed = Instant.ofEpochSecond(1_780_000_000, 123_456_000);
        }
    }

    @Test
    void entityOfEightSmallColumns_withTimeToLive_takesAtMost260Bytes() {
        SessionFactory factory = cluster.join();
        int count = 10_000;
        for (int batch = 0; batch < 10; batch++) {
            int first = batch * count / 10;
            inTransaction(
                    factory,
                    session -> {
                        for (long id = first; id < first + count / 10; id++) {
                            session.persist(new Article(id));
                        }
                    });
        }
        Set<String> keys = REDIS.admin().keys("*e:*Article#*");
        assertThat(keys).hasSize(count);
        assertThat(REDIS.admin().pttl(keys.iterator().next())).isPositive();

        long entry = REDIS.admin().memoryUsage(keys.iterator().next());
        long all = usedMemory();
        String[] names = keys.toArray(String[]::new);
        for (int i = 0; i < names.length; i += 1000) {
            REDIS.admin().del(List.of(names).subList(i, i + 1000).toArray(String[]::new));
        }
        long each = (all - usedMemory()) / count;
        System.out.println(
                "bytes in Redis per entity: "
                        + entry
                        + " by MEMORY USAGE, "
                        + each
                        + " by used_memory");

        assertThat(entry).isLessThanOrEqualTo(260);
        assertThat(each)
                .as("with the space its key and its time to live take")
                .isLessThanOrEqualTo(260);
    }

    private static long usedMemory() {
        return REDIS.admin()
                .info("memory")
                .lines()
                .filter(line -> line.startsWith("used_memory:"))
                .mapToLong(line -> Long.parseLong(line.substring("used_memory:".length()).trim()))
                .findFirst()
                .orElseThrow();
    }
}
