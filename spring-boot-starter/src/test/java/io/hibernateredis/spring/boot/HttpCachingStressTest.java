package io.hibernateredis.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.board.Task;
import io.hibernateredis.testing.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Writers commit through JPA, on two instances, while clients ask whether what they have is still
 * current. Points only rise, so a body is as old as the points in it.
 */
class HttpCachingStressTest {

    private static final int WRITERS = 3;
    private static final int CLIENTS = 4;
    private static final int REQUESTS = 300;
    private static final String PATH = "/boards/%d/points";

    private final Map<Long, Integer> committed = new ConcurrentHashMap<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger confirmed = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger writes = new AtomicInteger();
    private List<Boards> instances;

    @Test
    void body_thatIsConfirmed_isNeverOlderThanACommitBeforeTheRequest() throws Exception {
        String[] properties = {
            "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
            "hibernate-redis.http.version=1",
            "hibernate-redis.uri=",
            "spring.datasource.hikari.maximum-pool-size=16",
            "",
        };
        try (var redis = RedisServer.start()) {
            properties[2] += redis.uri();
            properties[4] = "spring.jpa.hibernate.ddl-auto=create";
            try (var one = Boards.start(properties).fill()) {
                properties[4] = "spring.jpa.open-in-view=false";
                try (var two = Boards.start(properties)) {
                    instances = List.of(one, two);
                    run();
                }
            }
        }
        System.out.printf(
                "%d responses, %d confirmed, %d commits%n",
                sent.get(), confirmed.get(), writes.get());
        assertThat(confirmed).hasValueGreaterThan(100);
        assertThat(sent).hasValueGreaterThan(100);
        assertThat(writes).hasValueGreaterThan(50);
    }

    private void run() throws Exception {
        List<Callable<Void>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            var random = new Random(i);
            clients.add(() -> read(random));
        }
        var threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                long task = (i % 2 + 1) * 10 + 1 + i / 2;
                var random = new Random(100 + i);
                writers.add(threads.submit(() -> write(task, random)));
            }
            for (Future<Void> client : threads.invokeAll(clients)) {
                client.get();
            }
            over.set(true);
            for (Future<?> writer : writers) {
                writer.get();
            }
        } finally {
            over.set(true);
            threads.shutdown();
            assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    private void write(long id, Random random) {
        for (int points = 1; !over.get(); points++) {
            Boards instance = instances.get(random.nextInt(2));
            int next = points;
            if (random.nextInt(4) == 0) {
                instance.inTransaction(
                        () -> {
                            Task task = instance.tasks().findById(id).orElseThrow();
                            task.setPoints(next);
                            instance.tasks().flush();
                            pause(random, 5);
                        });
            } else {
                instance.setPoints(id, next);
            }
            committed.put(id, next);
            writes.incrementAndGet();
            awaitResponses(random.nextInt(40));
        }
    }

    /** So that there is something to confirm, however fast the machine is. */
    private void awaitResponses(int more) {
        int until = sent.get() + confirmed.get() + more;
        while (sent.get() + confirmed.get() < until && !over.get()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** Between the flush and the commit. */
    private static void pause(Random random, int mostMillis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(mostMillis)));
    }

    /** What a client keeps for a URL. */
    private record Kept(String etag, Map<String, Object> body) {}

    private Void read(Random random) {
        Map<String, Kept> kept = new ConcurrentHashMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            String url =
                    instances.get(random.nextInt(2)).url(PATH.formatted(random.nextInt(2) + 1));
            Kept known = kept.get(url);
            Map<Long, Integer> before = Map.copyOf(committed);
            Http.Answer answer =
                    known == null ? Http.get(url) : Http.get(url, "If-None-Match", known.etag());
            if (answer.status() == 304) {
                confirmed.incrementAndGet();
                isCurrent(known.body(), before, "confirmed " + url);
            } else {
                assertThat(answer.status()).isEqualTo(200);
                sent.incrementAndGet();
                isCurrent(answer.json(), before, "sent " + url);
                String etag = answer.headers().get("ETag");
                if (etag != null) {
                    kept.put(url, new Kept(etag, answer.json()));
                }
            }
        }
        return null;
    }

    private static void isCurrent(
            Map<String, Object> body, Map<Long, Integer> before, String what) {
        assertThat(body).hasSize(2);
        body.forEach(
                (task, points) ->
                        assertThat((Integer) points)
                                .as(what + ", task " + task)
                                .isGreaterThanOrEqualTo(
                                        before.getOrDefault(Long.valueOf(task), 0)));
    }
}
