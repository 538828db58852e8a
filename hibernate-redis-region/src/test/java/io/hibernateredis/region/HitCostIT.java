package io.hibernateredis.region;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.hibernateredis.region.Board.Project;
import io.hibernateredis.region.Board.Task;
import io.hibernateredis.region.Board.User;
import io.hibernateredis.testing.RedisExtension;
import java.lang.management.ManagementFactory;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a hit allocates, Hibernate's own part and the session included. The bounds leave room for
 * what the compiler of the JVM has not optimized yet.
 */
class HitCostIT {

    private static final int WARM_UP = 12_000;
    private static final int MEASURED = 2_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(REDIS, Board.ENTITIES).with("hibernate.generate_statistics", "false");

    private SessionFactory factory;

    @BeforeEach
    void start() {
        factory = cluster.join();
        Cluster.inTransaction(
                factory,
                session -> {
                    var project = new Project(1, "project");
                    session.persist(project);
                    session.persist(new Task(1, "task", project));
                    session.persist(new User(1, "ann@example.org", "Ann"));
                });
    }

    private static long allocated(Runnable action) {
        for (int i = 0; i < WARM_UP; i++) {
            action.run();
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < MEASURED; i++) {
            action.run();
        }
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / MEASURED;
    }

    @Test
    void find_allocatesAboutFiveKilobytes() {
        assertThat(allocated(() -> factory.inSession(s -> s.find(Task.class, 1L))))
                .isLessThanOrEqualTo(5_700);
    }

    @Test
    void findOfAnEntityWithNaturalId_allocatesLittleMore() {
        assertThat(allocated(() -> factory.inSession(s -> s.find(User.class, 1L))))
                .isLessThanOrEqualTo(6_500);
    }
}
