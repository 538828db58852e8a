package io.hibernateredis.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.near.NearSettings;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.Scripts;
import io.hibernateredis.internal.redis.ConnectionSettings;
import io.hibernateredis.internal.redis.RedisServer;
import io.hibernateredis.internal.transaction.UnitOfWork;
import io.hibernateredis.testing.RedisExtension;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CacheEventsIT {

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    private static final Entry TASK =
            new Keyspace("app.task#s", "task", Duration.ofHours(1)).entry(null, "1");

    private record Noted(Event event, @Nullable String region, long times, long nanos) {}

    private final Queue<Noted> noted = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean failing = new AtomicBoolean();
    private final AtomicReference<@Nullable Exception> thrown = new AtomicReference<>();
    private Store store;

    @BeforeEach
    void openStore() {
        open(TestSettings.quiet());
    }

    private void open(TestSettings settings) {
        var sent = Set.of(Event.ROUND_TRIP, Event.POSTED);
        var scripts = Scripts.standard();
        var server = RedisServer.at(ConnectionSettings.of(redis.uri().toString()), scripts.all());
        store =
                Store.open(
                        settings.build(),
                        NearSettings.OFF,
                        server,
                        scripts,
                        (event, region, times, nanos) -> {
                            if (sent.contains(event) && failing.get()) {
                                throw new InternalError("as of a JVM in trouble");
                            }
                            Exception exception = thrown.get();
                            if (exception != null) {
                                throw sneaky(exception);
                            }
                            noted.add(new Noted(event, region, times, nanos));
                        },
                        null);
    }

    /** As by a language that does not know checked exceptions. */
    @SuppressWarnings("unchecked")
    private static <E extends Exception> RuntimeException sneaky(Exception exception) throws E {
        throw (E) exception;
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void missPutAndHit_areNotifiedWithTheirRegion() {
        var work = new UnitOfWork(store);
        work.begin();
        work.get(TASK);
        work.offer(TASK, World.bytes("row"), List.of());
        work.endOperation();
        work.get(TASK);

        assertThat(noted)
                .filteredOn(each -> each.region() != null)
                .containsExactly(
                        new Noted(Event.MISS, "app.task#s", 1, 0),
                        new Noted(Event.STORED, "app.task#s", 1, 0),
                        new Noted(Event.HIT, "app.task#s", 1, 0));
    }

    @Test
    void answer_isNotifiedWithItsDuration() {
        new UnitOfWork(store).get(TASK);

        assertThat(noted)
                .filteredOn(each -> each.event() == Event.ANSWERED)
                .singleElement()
                .satisfies(each -> assertThat(each.nanos()).isPositive());
    }

    @Test
    void counters_countTheSame() {
        new UnitOfWork(store).get(TASK);

        assertThat(store.counters().count(Event.MISS)).isEqualTo(1);
        assertThat(store.counters().count(Event.ROUND_TRIP)).isEqualTo(1);
    }

    static List<Exception> exceptions() {
        return List.of(new IllegalStateException("of the listener"), new IOException("checked"));
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void exceptionsOfAListener_areLoggedOnce_andReachNeitherReadsNorCommits(Exception exception) {
        noted.clear();
        thrown.set(exception);
        List<String> log = CapturedLog.during(this::readAndWrite);

        assertThat(log).filteredOn(line -> line.contains("A CacheEventListener failed")).hasSize(1);
        assertThat(log).anyMatch(line -> line.contains(exception.toString()));
        assertThat(store.pendingInvalidations()).isZero();
        assertThat(store.counters().count(Event.HIT)).isEqualTo(1);
        assertThat(noted).isEmpty();
    }

    private void readAndWrite() {
        var work = new UnitOfWork(store);
        work.begin();
        work.get(TASK);
        work.offer(TASK, World.bytes("row"), List.of());
        work.endOperation();
        assertThat(new UnitOfWork(store).get(TASK)).isNotNull();
        work.invalidate(TASK, null);
        work.open();
        work.end(true);
        assertThat(new UnitOfWork(store).get(TASK)).isNull();
        store.evict(Set.of(TASK), Set.of());
    }

    /** As of a full heap: a committed invalidation must survive that. */
    @Test
    void errorAtTheClose_leavesItPending() {
        var work = new UnitOfWork(store);
        work.begin();
        work.invalidate(TASK, World.bytes("row"));
        work.open();
        failing.set(true);
        work.end(true);

        assertThat(store.pendingInvalidations()).isEqualTo(1);
    }

    @Test
    void errorAtAnEviction_leavesItPending() {
        store.close();
        open(TestSettings.lively());
        failing.set(true);
        store.evict(Set.of(TASK), Set.of());
        assertThat(store.counters().count(Event.INVALIDATION_PENDING)).isEqualTo(1);

        failing.set(false);
        await().until(store::isReadable);
        assertThat(store.pendingInvalidations()).isZero();
    }
}
