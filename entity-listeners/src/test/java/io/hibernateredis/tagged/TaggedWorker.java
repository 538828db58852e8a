package io.hibernateredis.tagged;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.region.HookedConnections;
import io.hibernateredis.region.RedisRegionFactory;
import io.hibernateredis.tagged.Planner.Project;
import io.hibernateredis.tagged.Planner.Task;
import io.hibernateredis.tags.Tags;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.AvailableSettings;

/**
 * A JVM whose threads write tasks and read what is kept of them, and compare it with the database.
 *
 * <p>Every write changes the points of its task for good, so that all tasks look alike twice only
 * if nothing was committed in between. Then a value that was read in between must look the same,
 * and one ETag stands for one look.
 */
final class TaggedWorker {

    /** What an application could do wrong; each makes values stale, which must be noticed. */
    enum Mistake {
        NONE,
        /** A value counts as loaded when it has been, instead of before. */
        LOAD_TIME_TAKEN_LATE,
        /** Tags are invalidated when the row is written, instead of with the commit. */
        TAGS_AT_THE_FLUSH
    }

    static final int TASKS = 4;

    private static final ValueType<String> TEXT = ValueType.of(String.class);
    private static final Duration TTL = Duration.ofSeconds(30);

    private final HookedConnections connections;
    private final SessionFactory factory;
    private final TaggedCache cache;
    private final Mistake mistake;
    private final Map<String, String> looks = new ConcurrentHashMap<>();
    private final AtomicLong compared = new AtomicLong();
    private final AtomicLong commits = new AtomicLong();
    private volatile boolean ended;

    private TaggedWorker(String redis, String database, Mistake mistake) {
        this.connections = new HookedConnections(database);
        this.factory = open(redis, connections, "none");
        this.cache = TaggedCache.of(factory, "worker");
        this.mistake = mistake;
    }

    static SessionFactory open(String redis, HookedConnections connections, String schema) {
        var registry =
                new StandardServiceRegistryBuilder()
                        .applySetting(AvailableSettings.CONNECTION_PROVIDER, connections)
                        .applySetting(AvailableSettings.HBM2DDL_AUTO, schema)
                        .applySetting(AvailableSettings.CACHE_REGION_FACTORY, "redis")
                        .applySetting("hibernate.cache.redis.uri", redis)
                        .applySetting("hibernate.cache.redis.lease", "1s")
                        .applySetting("hibernate.cache.redis.on_unreachable", "rollback")
                        .build();
        var sources = new MetadataSources(registry);
        List.of(Planner.ENTITIES).forEach(sources::addAnnotatedClass);
        return sources.buildMetadata().buildSessionFactory();
    }

    /**
     * @param arguments URI of Redis, URL of the database, number of the worker, mistake
     */
    public static void main(String[] arguments) throws Exception {
        var worker = new TaggedWorker(arguments[0], arguments[1], Mistake.valueOf(arguments[3]));
        worker.run(Long.parseLong(arguments[2]));
    }

    private void run(long number) throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (long task = number; task < TASKS; task += 2) {
            long id = task;
            threads.add(start(() -> write(id)));
        }
        threads.add(start(this::compare));
        threads.add(start(this::compare));
        say("READY");
        var orders = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            if (order.equals("die")) {
                connections.afterNextCommit(() -> Runtime.getRuntime().halt(1));
            } else {
                break;
            }
        }
        ended = true;
        for (Thread thread : threads) {
            thread.join();
        }
        long hits = RedisRegionFactory.of(factory).counters().count(Event.HIT);
        say("DONE " + compared + " " + hits + " " + commits);
        Runtime.getRuntime().halt(0);
    }

    private Thread start(Runnable step) {
        var thread =
                new Thread(
                        () -> {
                            while (!ended) {
                                step.run();
                            }
                        });
        thread.setUncaughtExceptionHandler((t, e) -> say("STALE? " + e));
        thread.start();
        return thread;
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private static Tags[] tagsOf(long project) {
        return new Tags[] {
            Tags.named("tasks-of:" + project), Tags.rows(Task.class, "project.id", project)
        };
    }

    private void write(long id) {
        var random = ThreadLocalRandom.current();
        long project = random.nextLong(1, 3);
        boolean commit = random.nextInt(8) > 0;
        try (var session = factory.openSession()) {
            session.beginTransaction();
            if (mistake == Mistake.TAGS_AT_THE_FLUSH) {
                session.doWork(
                        connection -> {
                            try (var statement = connection.createStatement()) {
                                statement.executeUpdate(
                                        "update Task set points = points + 1 where id = " + id);
                            }
                        });
                for (long each = 1; each <= 2; each++) {
                    for (Tags tags : tagsOf(each)) {
                        cache.evictTags(tags);
                    }
                }
                pause(60);
            } else {
                Task task = session.find(Task.class, id);
                task.points += commit ? 1 : 1_000_000;
                task.project = session.getReference(Project.class, project);
                session.flush();
            }
            if (commit) {
                session.getTransaction().commit();
                commits.incrementAndGet();
            } else {
                session.getTransaction().rollback();
            }
        } catch (RuntimeException unreachable) {
            // Redis could not be told, so the transaction was rolled back.
        }
        pause(120);
    }

    private void compare() {
        var random = ThreadLocalRandom.current();
        long project = random.nextLong(1, 3);
        int way = random.nextInt(2);
        Tags tags = tagsOf(project)[way];
        String key = project + "/" + way;
        List<String> all = tasks();
        String before = look(all, project);
        Optional<String> etag = cache.etag(tags);
        String found = read(key, project, tags);
        if (tasks().equals(all)) {
            compared.incrementAndGet();
            if (!found.equals(before)) {
                say("STALE " + key + ": " + found + " instead of " + before);
            }
            String known = etag.map(text -> looks.putIfAbsent(key + text, before)).orElse(before);
            if (!known.equals(before)) {
                say("STALE ETag " + key + ": of " + known + " and of " + before);
            }
        }
        pause(4);
    }

    private String read(String key, long project, Tags tags) {
        if (mistake != Mistake.LOAD_TIME_TAKEN_LATE) {
            return cache.getOrCompute(key, TEXT, TTL, tags, () -> look(tasks(), project));
        }
        String found = cache.get(key, TEXT, tags);
        if (found == null) {
            found = look(tasks(), project);
            pause(20);
            cache.put(key, TEXT, found, TTL, tags, cache.loadTime());
        }
        return found;
    }

    /** All tasks, as the database has them. */
    private List<String> tasks() {
        return Cluster.fromTransaction(
                factory,
                session ->
                        session.createSelectionQuery(
                                        "select concat(id, '=', points, '@', project.id) from Task"
                                                + " order by id",
                                        String.class)
                                .list());
    }

    /** Those of a project. */
    private static String look(List<String> tasks, long project) {
        return tasks.stream().filter(task -> task.endsWith("@" + project)).toList().toString();
    }

    private static void pause(int mostMillis) {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(mostMillis * 1_000_000L));
    }
}
