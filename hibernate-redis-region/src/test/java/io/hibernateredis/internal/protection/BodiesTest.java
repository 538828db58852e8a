package io.hibernateredis.internal.protection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import io.hibernateredis.internal.codec.CorruptEntryException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodiesTest {

    private static final int LONGEST = 1 << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final byte[] REPEATED =
            "a title, as many tasks have ".repeat(200).getBytes(UTF_8);

    private static final byte[] KEY = {1};

    private final Bodies bodies = new Bodies(LONGEST, ProtectionKeys.NONE);

    private byte[] stored(byte[] body, Compression compression, int threshold) {
        return bodies.stored(body, new BodyForm(compression, threshold, false), KEY);
    }

    private byte[] read(byte[] stored) {
        byte[] plain = bodies.read(stored, 0, KEY, BodyForm.PLAIN);
        assertThat(plain[0]).isZero();
        return Arrays.copyOfRange(plain, Bodies.OVERHEAD, plain.length);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void body_ofAnyLength_isReadAsItWasGiven(Compression compression) {
        var random = new Random(5);
        for (int length = 0; length < 3000; length += 1 + random.nextInt(40)) {
            byte[] noise = new byte[length];
            random.nextBytes(noise);
            for (byte[] body : new byte[][] {Arrays.copyOf(REPEATED, length), noise}) {
                assertThat(read(stored(body, compression, 64))).isEqualTo(body);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Compression.class, names = "OFF", mode = EnumSource.Mode.EXCLUDE)
    void body_thatIsWorthIt_isCompressed(Compression compression) {
        byte[] stored = stored(REPEATED, compression, REPEATED.length);

        assertThat(stored.length).isLessThan(REPEATED.length / 10);
    }

    @ParameterizedTest
    @EnumSource(value = Compression.class, names = "OFF", mode = EnumSource.Mode.EXCLUDE)
    void body_belowTheThreshold_isStoredAsItIs(Compression compression) {
        byte[] stored = stored(REPEATED, compression, REPEATED.length + 1);

        assertThat(stored).hasSize(REPEATED.length + Bodies.OVERHEAD);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void body_thatGainsNothing_isStoredAsItIs(Compression compression) {
        byte[] noise = new byte[5000];
        new Random(3).nextBytes(noise);

        assertThat(stored(noise, compression, 64)).hasSize(noise.length + Bodies.OVERHEAD);
    }

    /**
     * The limit is of the body: what is compressed may have been longer than all that lies there.
     */
    @ParameterizedTest
    @EnumSource(value = Compression.class, names = "OFF", mode = EnumSource.Mode.EXCLUDE)
    void body_thatIsLongerThanAllowed_isRefused(Compression compression) {
        assertThat(read(stored(new byte[LONGEST], compression, 64))).hasSize(LONGEST);

        assertRefused(stored(new byte[LONGEST + 1], compression, 64));
    }

    @ParameterizedTest
    @ValueSource(bytes = {1, 2})
    void declaredLength_thatCannotBe_isRefusedBeforeAnythingIsAllocated(byte form) {
        for (int length : new int[] {LONGEST, LONGEST + 1, Integer.MAX_VALUE, -1}) {
            byte[] bomb = ByteBuffer.allocate(60).put(form).putInt(length).array();
            assertRefused(bomb);
            long before = allocated();
            assertRefused(bomb);
            assertThat(allocated() - before).as("declared %d", length).isLessThan(100_000);
        }
    }

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    @ParameterizedTest
    @EnumSource(value = Compression.class, names = "OFF", mode = EnumSource.Mode.EXCLUDE)
    void declaredLength_thatIsNotThatOfTheBody_isRefused(Compression compression) {
        byte[] stored = stored(REPEATED, compression, 64);
        for (int difference : new int[] {-100, -1, 1, 100}) {
            ByteBuffer.wrap(stored).putInt(1, REPEATED.length + difference);
            assertRefused(stored);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Compression.class, names = "OFF", mode = EnumSource.Mode.EXCLUDE)
    void bytesBehindACompressedBody_areRefused(Compression compression) {
        byte[] stored = stored(REPEATED, compression, 64);

        assertRefused(Arrays.copyOf(stored, stored.length + 1));
    }

    @ParameterizedTest
    @EnumSource(value = Compression.class, names = "OFF", mode = EnumSource.Mode.EXCLUDE)
    void damagedBytes_areRefusedOrHaveTheDeclaredLength(Compression compression) {
        byte[] whole = stored(REPEATED, compression, 64);
        var random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
            for (int each = random.nextInt(4); each >= 0; each--) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                assertThat(read(damaged).length).isLessThanOrEqualTo(LONGEST);
            } catch (CorruptEntryException e) {
                assertThat(e).hasMessageNotContaining("title");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(bytes = {3, 17, 127, -1, -128})
    void unknownForm_isRefused(byte form) {
        assertRefused(new byte[] {form, 0, 0, 0, 1, 0});
    }

    @Test
    void entryWithoutABody_isRefused() {
        assertRefused(new byte[0]);
    }

    @ParameterizedTest
    @ValueSource(ints = {BodyForm.LEAST_THRESHOLD - 1, 0, -1, BodyForm.MOST_THRESHOLD + 1})
    void threshold_outOfRange_isRejected(int threshold) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BodyForm(Compression.DEFLATE, threshold, false))
                .withMessageContaining("hibernate.cache.redis.compression.threshold must be")
                .withMessageContaining("but was " + threshold);
    }

    private void assertRefused(byte[] stored) {
        assertThatExceptionOfType(CorruptEntryException.class)
                .isThrownBy(() -> bodies.read(stored, 0, KEY, BodyForm.PLAIN));
    }
}
