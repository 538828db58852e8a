package io.hibernateredis.query;

import static io.hibernateredis.region.Cluster.inTransaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.query.Library.Book;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.testing.RedisExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.query.SelectionQuery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a hit costs beside its round trip: memory, and locks that others wait for. */
@NeedsModule
class HitCostIT {

    private static final int HITS = 500;
    private static final int THREADS = 64;

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Library.ENTITIES);

    @TempDir Path directory;

    SessionFactory factory;

    @BeforeEach
    void start() {
        factory = cluster.join();
        Library.fill(factory);
    }

    private static void hql(Session session) {
        list(
                session.createSelectionQuery("from Book where id = :id", Book.class)
                        .setParameter("id", 101L));
    }

    private static void nativeEntity(Session session) {
        list(
                session.createNativeQuery("select * from Book where id = :id", Book.class)
                        .addSynchronizedEntityClass(Book.class)
                        .setParameter("id", 101L));
    }

    private static void nativeAliases(Session session) {
        list(
                session.createNativeQuery("select {b.*} from Book b where b.id = 101", Object.class)
                        .addEntity("b", Book.class)
                        .addSynchronizedEntityClass(Book.class));
    }

    private static void nativeScalars(Session session) {
        list(
                session.createNativeQuery(
                                "select id, title from Book where id = :id", Object[].class)
                        .addSynchronizedEntityClass(Book.class)
                        .setParameter("id", 101L));
    }

    private static void list(SelectionQuery<?> query) {
        assertThat(query.setCacheable(true).list()).hasSize(1);
    }

    private long allocated(Consumer<Session> query) {
        return HitMemory.allocated(factory, query);
    }

    @Test
    void nativeQuery_allocatesLittleMoreThanOneInHql() {
        long hql = allocated(HitCostIT::hql);

        assertThat(allocated(HitCostIT::nativeEntity)).isLessThan(hql * 5 / 4);
        assertThat(allocated(HitCostIT::nativeAliases)).isLessThan(hql * 5 / 4);
        assertThat(allocated(HitCostIT::nativeScalars)).isLessThan(hql * 5 / 4);
    }

    @Test
    void hits_ofManyThreads_waitForNoLockOfTheQueryCache() throws Exception {
        List<Consumer<Session>> queries =
                List.of(HitCostIT::hql, HitCostIT::nativeEntity, HitCostIT::nativeScalars);
        queries.forEach(query -> inTransaction(factory, query));
        Path file = directory.resolve("hits.jfr");
        try (var recording = new Recording()) {
            recording.enable("jdk.JavaMonitorEnter").withStackTrace().withoutThreshold();
            recording.enable("jdk.ThreadPark").withStackTrace().withoutThreshold();
            recording.start();
            run(queries);
            recording.stop();
            recording.dump(file);
        }

        List<String> waits = new ArrayList<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            String wait = waitOfTheQueryCache(event);
            if (wait != null) {
                waits.add(wait);
            }
        }
        assertThat(waits).isEmpty();
        assertThat(Files.size(file)).isPositive();
    }

    @Test
    void hits_whileAnotherQueryIsBeingExecuted_areFound() throws Exception {
        List<Consumer<Session>> queries =
                List.of(HitCostIT::hql, HitCostIT::nativeEntity, HitCostIT::nativeScalars);
        queries.forEach(query -> inTransaction(factory, query));
        var isReading = new CountDownLatch(1);
        var mayGoOn = new CountDownLatch(1);
        Cluster.whenARowIsLoaded(
                factory,
                Book.class,
                () -> {
                    isReading.countDown();
                    await(mayGoOn);
                });
        var slow = Executors.newSingleThreadExecutor();
        try {
            Future<?> miss =
                    slow.submit(
                            () ->
                                    inTransaction(
                                            factory,
                                            session ->
                                                    session.createSelectionQuery(
                                                                    "from Book where id = 102",
                                                                    Book.class)
                                                            .setCacheable(true)
                                                            .list()));
            await(isReading);

            run(queries);

            assertThat(miss.isDone()).as("the query that is being executed").isFalse();
            mayGoOn.countDown();
            miss.get();
        } finally {
            mayGoOn.countDown();
            slow.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run(List<Consumer<Session>> queries) throws Exception {
        var pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                tasks.add(
                        () -> {
                            for (int i = 0; i < HITS / 5; i++) {
                                queries.forEach(query -> inTransaction(factory, query));
                            }
                            return null;
                        });
            }
            for (Future<Void> task : pool.invokeAll(tasks)) {
                task.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /**
     * What was waited for by a method of this module, or by what that called outside of this cache;
     * null otherwise, as for a connection.
     */
    private static String waitOfTheQueryCache(RecordedEvent event) {
        if (event.getStackTrace() == null) {
            return null;
        }
        List<String> trace = new ArrayList<>();
        for (var frame : event.getStackTrace().getFrames()) {
            String type = frame.getMethod().getType().getName();
            trace.add(type + "." + frame.getMethod().getName());
            if (type.startsWith("io.hibernateredis.internal.")
                    || type.startsWith("org.hibernate.")) {
                return null;
            }
            if (type.startsWith("io.hibernateredis.query.internal.")) {
                return event.getEventType().getName() + " at " + trace;
            }
        }
        return null;
    }
}
