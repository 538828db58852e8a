package io.hibernateredis.tagged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hibernateredis.internal.redis.RedisRefusedException;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.tags.Tags;
import io.hibernateredis.testing.RedisExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The rights that are documented suffice, but for the two operations that are said to need more.
 */
class TaggedRightsIT {

    private static final String USER = "ACL SETUSER shop ";
    private static final ValueType<Long> LONG = ValueType.of(Long.class);

    @RegisterExtension static final RedisExtension REDIS = RedisExtension.ownServer();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Planner.ENTITIES);

    @Test
    void documentedRights_suffice() throws Exception {
        String rights =
                Files.readAllLines(Path.of("../docs/operations.md")).stream()
                        .filter(line -> line.startsWith(USER))
                        .findFirst()
                        .orElseThrow()
                        .substring(USER.length());
        REDIS.admin().aclSetUser("shop", rights.split(" "));
        String uri = "redis://shop:secret@" + REDIS.uri().getHost() + ":" + REDIS.uri().getPort();
        var factory = cluster.join(Map.of("hibernate.cache.redis.uri", uri));
        var cache = TaggedCache.of(factory, "views");
        Planner.fill(factory);

        Tags tags = Tags.named("tasks-of:1");
        cache.getOrCompute("a", LONG, Duration.ofMinutes(1), tags, () -> 1L);
        assertThat(cache.get("a", LONG, tags)).isEqualTo(1);
        assertThat(cache.etag(tags)).isPresent();
        Planner.setPoints(factory, 11, 5);
        assertThat(cache.get("a", LONG, tags)).isNull();

        assertThatThrownBy(() -> cache.evictPrefix("a"))
                .isInstanceOf(RedisRefusedException.class)
                .hasMessageContaining("scan");
        REDIS.admin().aclSetUser("shop", "+scan");
        Awaitility.await().untilAsserted(() -> assertThat(cache.evictPrefix("a")).isEqualTo(1));

        assertThatThrownBy(() -> cache.increment("n", 1))
                .isInstanceOf(RedisRefusedException.class)
                .hasMessageContaining("incrby");
        REDIS.admin().aclSetUser("shop", "+incrby");
        Awaitility.await().untilAsserted(() -> assertThat(cache.increment("n", 1)).isEqualTo(1));
    }
}
