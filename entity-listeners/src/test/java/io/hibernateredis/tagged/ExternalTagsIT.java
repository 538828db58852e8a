package io.hibernateredis.tagged;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.external.ExternalWrites;
import io.hibernateredis.external.RowChange;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.tagged.Planner.Project;
import io.hibernateredis.tagged.Planner.Task;
import io.hibernateredis.tags.Tags;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows that were written past this cache invalidate the application's values. */
class ExternalTagsIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Project.class, Task.class);

    private static final Duration TTL = Duration.ofMinutes(5);
    private static final ValueType<String> TEXT = ValueType.of(String.class);
    private static final Map<String, Tags> DEPENDENT =
            Map.of(
                    "type", Tags.type(Task.class),
                    "table", Tags.table("Task"),
                    "entity", Tags.entity(Task.class, 11L),
                    "rows", Tags.rows(Task.class, "project.id", 1),
                    "named", Tags.named("tasks-of:1"));

    private SessionFactory factory;
    private TaggedCache cache;

    @BeforeEach
    void start() {
        factory = cluster.join();
        cache = TaggedCache.of(factory, TaggedCacheSettings.of("views"));
        Planner.fill(factory);
    }

    private void assertEvictedBy(RowChange change) {
        var elsewhere = Tags.named("project:1").and(Tags.table("Project"));
        DEPENDENT.forEach((key, tags) -> cache.put(key, TEXT, "old", TTL, tags, cache.loadTime()));
        cache.put("elsewhere", TEXT, "old", TTL, elsewhere, cache.loadTime());
        DEPENDENT.forEach(
                (key, tags) -> assertThat(cache.get(key, TEXT, tags)).as(key).isNotNull());

        ExternalWrites.of(factory).evict(List.of(change));
        Cluster.settle(factory);

        DEPENDENT.forEach((key, tags) -> assertThat(cache.get(key, TEXT, tags)).as(key).isNull());
        assertThat(cache.get("elsewhere", TEXT, elsewhere)).isEqualTo("old");
    }

    @Test
    void rows_writtenElsewhere_invalidateWhatDependsOnThem() {
        assertEvictedBy(RowChange.anyRows("Task"));
        assertEvictedBy(RowChange.rows("Task", Map.of("id", 11)));
        assertEvictedBy(RowChange.rows("Task", Map.of("project_id", 1, "id", 11)));
    }
}
