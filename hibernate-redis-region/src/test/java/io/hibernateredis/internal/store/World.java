package io.hibernateredis.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.internal.near.NearSettings;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.Scripts;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.redis.ConnectionSettings;
import io.hibernateredis.internal.redis.RedisServer;
import io.hibernateredis.internal.transaction.UnitOfWork;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import redis.clients.jedis.Jedis;

/**
 * Some JVMs on one Redis, and the database behind them: what is committed there, and what each JVM
 * sees.
 */
final class World implements AfterEachCallback, AutoCloseable {

    static final Keyspace TASKS = new Keyspace("task", "task", Duration.ofHours(1));
    static final Entry TASK = TASKS.entry(null, "1");
    static final Entry OTHER_TASK = TASKS.entry(null, "2");

    /** Something that names both, as a collection does. */
    static final Entry BOTH = TASKS.entry(null, "both");

    private static final Set<Store> OPEN = ConcurrentHashMap.newKeySet();

    private final RedisExtension redis;
    private final List<Store> jvms = new ArrayList<>();
    private final Map<Entry, String> database =
            new HashMap<>(Map.of(TASK, "a0b0", OTHER_TASK, "other"));
    private Scripts scripts = Scripts.standard();

    World(RedisExtension redis) {
        this.redis = redis;
    }

    World with(Scripts changed) {
        scripts = changed;
        return this;
    }

    Jedis redis() {
        return redis.admin();
    }

    io.hibernateredis.testing.RedisServer server() {
        return redis.server();
    }

    /** A store with connections of its own, that has seen the clock. */
    Store jvm() {
        return jvm(TestSettings.quiet());
    }

    Store jvm(TestSettings settings) {
        return jvm(settings, connection(Duration.ofSeconds(5)));
    }

    Store jvm(TestSettings settings, ConnectionSettings connection) {
        return jvm(settings, connection, NearSettings.OFF);
    }

    /** A store that keeps entries near. */
    Store nearJvm() {
        return nearJvm(TestSettings.quiet(), redis.server().port());
    }

    /** One that finds its server behind another port of this host. */
    Store nearJvm(TestSettings settings, int port) {
        return nearJvm(settings, port, 64L << 20);
    }

    Store nearJvm(TestSettings settings, int port, long bytes) {
        return jvm(
                settings,
                connection(port, Duration.ofSeconds(1)),
                new NearSettings(NearSettings.Mode.LEASE, bytes));
    }

    /** A store that keeps entries near, and asks before it serves them. */
    Store barrierJvm(TestSettings settings, Duration readTimeout) {
        int longestValue = settings.build().maxEntrySize();
        return jvm(
                settings,
                RedisServer.at(connection(readTimeout), scripts.all(), longestValue),
                new NearSettings(NearSettings.Mode.BARRIER, 64L << 20));
    }

    private Store jvm(TestSettings settings, ConnectionSettings connection, NearSettings near) {
        return jvm(settings, RedisServer.at(connection, scripts.all()), near);
    }

    private Store jvm(TestSettings settings, RedisServer server, NearSettings near) {
        var jvm = Store.open(settings.build(), near, server, scripts, null, null);
        jvms.add(jvm);
        OPEN.add(jvm);
        return jvm;
    }

    ConnectionSettings connection(Duration readTimeout) {
        return connection(redis.server().port(), readTimeout);
    }

    private static ConnectionSettings connection(int port, Duration readTimeout) {
        return ConnectionSettings.of(
                "redis://127.0.0.1:" + port,
                Duration.ofSeconds(1),
                readTimeout,
                Duration.ofMillis(250),
                8);
    }

    /**
     * What other JVMs have posted has been done: posted messages reach Redis in no order over
     * different connections.
     */
    static UnitOfWork begun(Store jvm) {
        OPEN.forEach(Store::settle);
        var work = new UnitOfWork(jvm);
        work.begin();
        return work;
    }

    /** The row as the database has it now. */
    String row(Entry entry) {
        return database.get(entry);
    }

    /** The database commits. */
    void commit(Entry entry, String row) {
        database.put(entry, row);
    }

    /** What was read from the database earlier is offered now. */
    static void put(UnitOfWork work, Entry entry, String row) {
        work.offer(entry, bytes(row), List.of());
        work.endOperation();
    }

    /** A session that finds nothing, loads, and puts. */
    void load(Store jvm, Entry entry) {
        var work = begun(jvm);
        put(work, entry, row(entry));
        work.close(true);
        jvm.settle();
    }

    /** Loads, and makes sure that all JVMs see it. */
    void warm(Store jvm, Entry entry) {
        load(jvm, entry);
        assertThat(cached(jvm, entry)).isEqualTo(row(entry));
    }

    /** A transaction from its begin to its end. */
    void write(Store jvm, Entry entry, String row) {
        var work = begun(jvm);
        work.invalidate(entry, bytes(row));
        work.open();
        commit(entry, row);
        work.close(true);
        jvm.settle();
    }

    /** What lies in the cache for a new session, or null. */
    static String cached(Store jvm, Entry entry) {
        var found = begun(jvm).get(entry);
        return found == null ? null : text(found);
    }

    /** What a new session sees: the cache's state, else the database's. */
    String sees(Store jvm, Entry entry) {
        String cached = cached(jvm, entry);
        return cached == null ? row(entry) : cached;
    }

    void assertNotStale(Store jvm) {
        assertThat(sees(jvm, TASK)).as("what is read").isEqualTo(row(TASK));
        assertThat(sees(jvm, OTHER_TASK)).as("what is read").isEqualTo(row(OTHER_TASK));
    }

    /** Writes so many other entries that what was written before is forgotten. */
    void forgetEntries(Store jvm) {
        var work = begun(jvm);
        for (int i = 0; i < 1500; i++) {
            work.invalidate(TASKS.entry(null, "crowd" + i), null);
        }
        work.open();
        work.close(true);
        jvm.settle();
        jvm.beat();
    }

    /** Invalidates so many other names that those invalidated before are forgotten. */
    void forgetTags(Store jvm) {
        var work = begun(jvm);
        for (int i = 0; i < 1500; i++) {
            work.invalidate(Tag.named("crowd" + i));
        }
        work.open();
        work.close(true);
        jvm.settle();
        jvm.beat();
    }

    /** A store that finds its server behind another port of this host. */
    Store jvmAt(int port) {
        return jvm(TestSettings.quiet(), ConnectionSettings.of("redis://127.0.0.1:" + port));
    }

    /** A store whose leases are as short as may be. */
    Store hastyJvm() {
        return jvm(TestSettings.quiet().lease(Duration.ofMillis(100)));
    }

    /** Waits until the task is not hidden any more by a lease or a lost index. */
    void awaitEndOfLease(Store jvm) {
        await().pollInterval(Duration.ofMillis(10))
                .until(
                        () -> {
                            jvm.beat();
                            double clock = score("i", "~");
                            return clock > score("i", "!")
                                    && clock > score("d", TASK.tag().toString());
                        });
    }

    private double score(String letter, String member) {
        Double score = redis().zscore(key(letter), member);
        return score == null ? 0 : score;
    }

    static String key(String letter) {
        return "{test:0}" + letter;
    }

    static byte[] bytes(String row) {
        return row.getBytes(UTF_8);
    }

    static String text(StoredEntry found) {
        return new String(
                Arrays.copyOfRange(found.bytes(), StoredEntry.BODY, found.bytes().length), UTF_8);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        jvms.forEach(OPEN::remove);
        jvms.forEach(Store::close);
    }
}
