package io.hibernateredis.tagged;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.planner.Boards;
import com.example.planner.Caching;
import com.example.planner.Project;
import com.example.planner.Task;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.testing.RedisExtension;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** What the documentation shows of tags is run. */
class DocumentedTagsIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Project.class, Task.class);

    @Test
    void examples_keepValuesUntilTheirTasksAreWritten() {
        SessionFactory factory = cluster.join();
        Cluster.inTransaction(
                factory,
                session -> {
                    var project = new Project(5L);
                    session.persist(project);
                    session.persist(new Task(1L, project, 3));
                });
        var boards = new Boards(factory);
        assertThat(boards.board(5).points()).isEqualTo(3);
        assertThat(Cluster.statements(factory, () -> boards.board(5))).isZero();
        var etag = boards.etag(5);
        assertThat(etag).isPresent().isEqualTo(boards.etag(5));

        try (var context = new AnnotationConfigApplicationContext()) {
            context.registerBean(
                    SessionFactory.class, () -> factory, bean -> bean.setDestroyMethodName(""));
            context.register(Caching.class);
            context.refresh();
            var caches = context.getBean(CacheManager.class);
            caches.getCache("points").put(5L, 3L);
            assertThat(caches.getCache("points").get(5L, Long.class)).isEqualTo(3);

            Cluster.inTransaction(factory, session -> session.find(Task.class, 1L).setPoints(8));

            assertThat(caches.getCache("points").get(5L)).isNull();
        }
        assertThat(boards.board(5).points()).isEqualTo(8);
        assertThat(boards.etag(5)).isPresent().isNotEqualTo(etag);
    }
}
