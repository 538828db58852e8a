package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.OTHER_TASK;
import static io.hibernateredis.internal.store.World.TASK;
import static io.hibernateredis.internal.store.World.begun;
import static io.hibernateredis.internal.store.World.bytes;
import static io.hibernateredis.internal.store.World.cached;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.transaction.UnitOfWork;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Closes and puts whose answers nobody waits for: what they cost where something goes wrong. */
class PostedClosesIT {

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    @Test
    void commit_returnsWhileRedisHangs() {
        var jvm = world.jvm(TestSettings.quiet(), world.connection(Duration.ofMillis(300)));
        UnitOfWork writer = opened(jvm, "a1b0");
        redis.server().pause();

        writer.close(true);

        assertThat(jvm.counters().count(Event.CLOSED)).isZero();
        assertThat(jvm.pendingInvalidations()).isZero();
        redis.server().resume();
        assertThat(cached(jvm, TASK)).isEqualTo("a1b0");
        assertThat(jvm.counters().count(Event.CLOSED)).isEqualTo(1);
    }

    /** As far as others can tell, a writer whose close is lost has died. */
    @Test
    void crashBeforeTheClose_costsMissesOfWhatWasWrittenForALease_andNothingElse() {
        var writing = world.hastyJvm();
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        world.warm(jvm, OTHER_TASK);
        opened(writing, "a1b0");

        for (int i = 0; i < 5; i++) {
            world.load(jvm, TASK);
            world.assertNotStale(jvm);
            assertThat(cached(jvm, OTHER_TASK)).isEqualTo("other");
        }

        world.awaitEndOfLease(jvm);
        world.warm(jvm, TASK);
    }

    @Test
    void storeThatIsClosed_waitsForItsPosts() {
        var jvm = world.jvm();
        UnitOfWork writer = opened(jvm, "a1b0");
        // The close runs only once its first answer is read.
        redis.admin().scriptFlush();
        writer.close(true);

        jvm.close();

        assertThat(cached(world.jvm(), TASK)).isEqualTo("a1b0");
    }

    @Test
    void answerOfAnIndexThatWasLostSince_isNoNews() {
        var jvm = world.jvm();
        var other = world.jvm();
        World.put(begun(jvm), OTHER_TASK, "other");
        redis.admin().flushAll();
        // A JVM that creates an index drops its connections by itself.
        other.beat();
        jvm.beat();
        long now = jvm.loadTime().nonce();

        jvm.settle();

        assertThat(jvm.loadTime().nonce()).isEqualTo(now);
    }

    /** Others may have stored what was there before, so the close must have run. */
    @Test
    void closeWhoseLeaseMayHaveLapsed_isWaitedFor() {
        var writing = world.hastyJvm();
        var jvm = world.jvm();
        UnitOfWork writer = begun(writing);
        writer.invalidate(TASK, bytes("a1b0"));
        writer.open();
        world.awaitEndOfLease(jvm);
        world.warm(jvm, TASK);
        world.commit(TASK, "a1b0");

        writer.close(true);

        assertThat(writing.counters().count(Event.CLOSED)).isEqualTo(1);
        world.assertNotStale(jvm);
    }

    /** Else what it loads of what it has just written would be refused. */
    @Test
    void transaction_begins_withWhatItsThreadHasWrittenBefore() {
        var jvm = world.jvm();
        opened(jvm, "a1b0").close(true);
        long before = jvm.loadTime().clock();
        var work = new UnitOfWork(jvm);

        await().pollInSameThread()
                .until(
                        () -> {
                            work.begin();
                            return work.loaded().clock() > before;
                        });

        assertThat(jvm.counters().count(Event.CLOSED)).isEqualTo(1);
    }

    private UnitOfWork opened(Store jvm, String row) {
        UnitOfWork writer = begun(jvm);
        writer.invalidate(TASK, bytes(row));
        writer.open();
        world.commit(TASK, row);
        return writer;
    }
}
