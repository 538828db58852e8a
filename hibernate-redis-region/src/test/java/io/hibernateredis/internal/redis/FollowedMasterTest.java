package io.hibernateredis.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

class FollowedMasterTest {

    private static final HostAndPort OLD = new HostAndPort("old", 1);
    private static final HostAndPort NEW = new HostAndPort("new", 2);

    private long millis = 1_000_000;
    private long suspended;
    private HostAndPort named = OLD;

    private final FollowedMaster master =
            new FollowedMaster(
                    () -> {
                        if (named == null) {
                            throw new JedisConnectionException("they do not agree");
                        }
                        return named;
                    },
                    "Sentinel",
                    () -> {},
                    "here",
                    () -> (millis - suspended) * 1_000_000,
                    () -> millis);

    private void pass(long time) {
        for (long left = time; left > 0; left -= 250) {
            millis += Math.min(left, 250);
            master.ask();
        }
    }

    @Test
    void master_isUsedAfterSomewhatMoreThanASecond() {
        master.ask();
        assertThat(master.isUsable()).isFalse();
        pass(1_000);
        assertThat(master.isUsable()).isFalse();
        pass(200);
        assertThat(master.isUsable()).isTrue();
        assertThat(master.address()).isEqualTo(OLD);
    }

    @Test
    void master_thatIsNotConfirmedForASecond_isNotUsed() {
        pass(2_000);
        named = null;
        pass(900);
        assertThat(master.isUsable()).isTrue();
        pass(200);
        assertThat(master.isUsable()).isFalse();
        assertThatThrownBy(master::address)
                .isInstanceOf(JedisException.class)
                .hasMessageContaining("most Sentinels have not named the master for a second")
                .hasStackTraceContaining("they do not agree");

        named = OLD;
        pass(1);
        assertThat(master.isUsable()).isTrue();
    }

    @Test
    void master_afterTheMachineWasSuspended_isNotUsedBeforeItIsConfirmed() {
        pass(2_000);
        millis += 10_000;
        suspended += 10_000;

        assertThat(master.isUsable()).isFalse();
    }

    @Test
    void otherMaster_isNotUsedAtOnce() {
        pass(2_000);
        named = NEW;
        pass(1);
        assertThat(master.isUsable()).isFalse();
        assertThatThrownBy(master::address).hasMessageContaining("new:2 is too new to be used");
        pass(1_200);
        assertThat(master.address()).isEqualTo(NEW);
    }

    /** It may have been on its way for longer than another master is kept from use. */
    @Test
    void answer_ofTheMasterOfBefore_isNotReliedOn() {
        pass(2_000);
        long number = master.number();
        assertThat(master.whyNotUsable(number)).isNull();
        named = NEW;
        pass(2_000);
        assertThat(master.isUsable()).isTrue();
        assertThat(master.whyNotUsable(number))
                .hasMessage("the connection is older than the master");
        assertThat(master.whyNotUsable(master.number())).isNull();
    }

    /** Three Sentinels that learn of a promotion one after the other, and JVMs that ask them. */
    private static final class Trial {

        private final Random random;
        private final long[] learns = new long[3];
        private final List<FollowedMaster> jvms = new ArrayList<>();
        private long now;

        Trial(long seed) {
            random = new Random(seed);
            for (int i = 0; i < learns.length; i++) {
                learns[i] = 3_000 + random.nextInt(3_000);
            }
            for (int i = 0; i < 3; i++) {
                jvms.add(
                        new FollowedMaster(
                                this::majority,
                                "Sentinel",
                                () -> {},
                                "here",
                                () -> now * 1_000_000,
                                () -> now));
            }
        }

        /** Asks in any order, which takes its time. */
        private HostAndPort majority() {
            int first = random.nextInt(3);
            int old = 0;
            for (int i = 0; i < 3; i++) {
                now += random.nextInt(80);
                old += now < learns[(first + i) % 3] ? 1 : 0;
                if (old == 2) {
                    return OLD;
                }
                if (i + 1 - old == 2) {
                    return NEW;
                }
            }
            throw new JedisConnectionException("cannot be");
        }

        /** Whether one JVM uses the old master while another uses the new one. */
        boolean overlaps() {
            while (now < 9_000) {
                jvms.get(random.nextInt(jvms.size())).ask();
                now += random.nextInt(120);
                boolean usesOld = false;
                boolean usesNew = false;
                for (FollowedMaster each : jvms) {
                    if (each.isUsable()) {
                        usesOld |= each.address().equals(OLD);
                        usesNew |= each.address().equals(NEW);
                    }
                }
                if (usesOld && usesNew) {
                    return true;
                }
            }
            return false;
        }
    }

    @Test
    void masters_ofSeveralJvms_areNeverUsedAtATime() {
        for (long seed = 0; seed < 5_000; seed++) {
            assertThat(new Trial(seed).overlaps()).as("seed %d", seed).isFalse();
        }
    }
}
