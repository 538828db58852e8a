package io.hibernateredis.internal.near;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.internal.near.Mirror.Asked;
import io.hibernateredis.internal.near.Mirror.Epoch;
import io.hibernateredis.internal.near.Mirror.Lease;
import io.hibernateredis.internal.protocol.Invalidation;
import io.hibernateredis.internal.protocol.Invalidation.Published;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.MirrorLease;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** By what a mirror vouches for what is near, and for how long. */
class MirrorTest {

    private static final long NONCE = 7;
    private static final String[] TASK = {"e:task#1", "r:task"};
    private static final long LEASE_MILLIS = MirrorLease.NANOS / 1_000_000;

    private final AtomicLong nanos = new AtomicLong(-5);
    private final AtomicLong millis = new AtomicLong(1_000_000);
    private final Mirror mirror = new Mirror(3, nanos::get, millis::get);

    private Epoch epoch;

    @BeforeEach
    void follow() {
        answer(mirror.ask(), NONCE, 100, null);
        answer(mirror.ask(), NONCE, 110, List.of());
        epoch = mirror.epoch();
        assertThat(vouches(110)).isTrue();
    }

    private void answer(Asked asked, long nonce, long clock, List<Invalidation> events) {
        mirror.answered(asked, new LoadTime(nonce, clock), events);
    }

    private boolean vouches(long seen) {
        return vouches(seen, TASK);
    }

    private boolean vouches(long seen, String... members) {
        Lease lease = mirror.lease();
        return lease != null && mirror.vouchesFor(lease, epoch, seen, members);
    }

    private static Published published(long nonce, long at, long before, String... members) {
        return new Published(nonce, before, new Invalidation(at, List.of(members)));
    }

    @Test
    void whatWasSeenBeforeTheMirrorBegan_isNotServed() {
        assertThat(vouches(99)).isFalse();
    }

    @Test
    void lease_runsFromBeforeTheCall_onTheClockThatGoesFurther() {
        nanos.addAndGet(MirrorLease.NANOS - 1);
        assertThat(vouches(110)).isTrue();
        nanos.incrementAndGet();
        assertThat(vouches(110)).isFalse();

        answer(mirror.ask(), NONCE, 120, List.of());
        assertThat(vouches(110)).isTrue();
        millis.addAndGet(LEASE_MILLIS);
        assertThat(vouches(110)).isFalse();

        Asked late = mirror.ask();
        nanos.addAndGet(MirrorLease.NANOS);
        answer(late, NONCE, 130, List.of());
        assertThat(vouches(110)).isFalse();
    }

    @Test
    void event_onATag_endsWhatWasSeenBefore() {
        assertThat(mirror.published(published(NONCE, 150, 105, "e:task#1"))).isTrue();

        assertThat(vouches(149)).isFalse();
        assertThat(vouches(150)).isTrue();
        assertThat(vouches(110, "e:task#2")).isTrue();
        assertThat(mirror.ask().applied()).isEqualTo(new LoadTime(NONCE, 150));
    }

    @Test
    void event_onEverything_endsAll() {
        answer(mirror.ask(), NONCE, 160, List.of(new Invalidation(150, List.of("*"))));

        assertThat(vouches(149)).isFalse();
        assertThat(vouches(150)).isTrue();
    }

    @Test
    void event_afterOthersThatAreNotKnown_isNotAcknowledged() {
        assertThat(mirror.published(published(NONCE, 150, 140, "e:task#1"))).isFalse();
        assertThat(mirror.published(published(8, 150, 105, "e:task#1"))).isFalse();

        assertThat(mirror.ask().applied()).isEqualTo(new LoadTime(NONCE, 110));
    }

    @Test
    void gap_andAnotherIndex_endAllThatIsNear() {
        answer(mirror.ask(), NONCE, 200, null);
        assertThat(vouches(1_000)).isFalse();

        epoch = mirror.epoch();
        assertThat(vouches(200)).isTrue();
        answer(mirror.ask(), 8, 50, List.of());
        assertThat(vouches(1_000)).isFalse();
        assertThat(mirror.epoch().nonce()).isEqualTo(8);
    }

    @Test
    void answerOfAnIndexThatIsNotFollowedAnyMore_grantsNothing() {
        Asked old = mirror.ask();
        answer(mirror.ask(), 8, 50, null);
        epoch = mirror.epoch();
        mirror.suspend();
        nanos.addAndGet(10);

        answer(old, 8, 60, List.of());

        assertThat(mirror.lease()).isNull();
    }

    @Test
    void tagsBeyondTheMost_areForgotten_withAllFromBefore() {
        for (int i = 1; i <= 4; i++) {
            assertThat(mirror.published(published(NONCE, 200 + i, 0, "t:" + i))).isTrue();
        }

        assertThat(vouches(200)).isFalse();
        assertThat(vouches(201)).isTrue();
        assertThat(vouches(203, "t:4")).isFalse();
    }

    @Test
    void suspended_servesNothing_untilACallThatIsMadeLaterIsAnswered() {
        Asked before = mirror.ask();
        nanos.addAndGet(10);
        mirror.suspend();
        assertThat(vouches(110)).isFalse();

        answer(before, NONCE, 120, List.of());
        assertThat(vouches(110)).isFalse();

        nanos.addAndGet(10);
        answer(mirror.ask(), NONCE, 130, List.of());
        assertThat(vouches(110)).isTrue();
    }

    @Test
    void leaseOfAQuestion_isOver_afterASuspension_anotherIndex_orASecond() {
        Lease suspended = leaseOf(NONCE, 120);
        mirror.suspend();
        assertThat(mirror.isInForce(suspended)).isFalse();

        Lease ofAnEpochBefore = leaseOf(NONCE, 130);
        leaseOf(8, 50);
        assertThat(mirror.isInForce(ofAnEpochBefore)).isFalse();

        Lease old = leaseOf(8, 60);
        nanos.addAndGet(MirrorLease.NANOS - 1);
        assertThat(mirror.isInForce(old)).isTrue();
        nanos.incrementAndGet();
        assertThat(mirror.isInForce(old)).isFalse();
    }

    private Lease leaseOf(long nonce, long clock) {
        return mirror.answered(mirror.ask(), new LoadTime(nonce, clock), List.of());
    }

    @Test
    void restarted_asksAsOneThatKnowsNothing_andServesNothingFromBefore() {
        mirror.restart();
        assertThat(mirror.ask().applied()).isEqualTo(new LoadTime(NONCE, 0));

        answer(mirror.ask(), NONCE, 200, null);

        assertThat(vouches(1_000)).isFalse();
    }
}
