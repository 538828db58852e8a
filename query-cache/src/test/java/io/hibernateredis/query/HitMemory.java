package io.hibernateredis.query;

import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.SessionFactory;

/** What hits allocate. */
final class HitMemory {

    private static final int WARM_UP = 200;
    private static final int HITS = 500;

    private HitMemory() {}

    /** Bytes that this thread allocates for a hit, in a transaction of its own. */
    static long allocated(SessionFactory factory, Consumer<Session> query) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Runnable hit = () -> inTransaction(factory, query);
        hit.run();
        assertThat(statements(factory, hit)).as("statements of a hit").isZero();
        for (int i = 0; i < WARM_UP; i++) {
            hit.run();
        }
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        for (int i = 0; i < HITS; i++) {
            hit.run();
        }
        return (threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before) / HITS;
    }
}
