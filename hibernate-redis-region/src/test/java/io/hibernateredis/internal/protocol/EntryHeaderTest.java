package io.hibernateredis.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EntryHeaderTest {

    private static final long NONCE = (1L << 53) - 1;
    private static final long LOADED = 1_764_000_000_000_000L;

    private static byte[] entry(int version) {
        return ByteBuffer.allocate(EntryHeader.LENGTH + 3)
                .put((byte) version)
                .putLong(NONCE)
                .putLong(LOADED)
                .array();
    }

    @Test
    void loadTime_ofThisVersion_isRead() {
        assertThat(EntryHeader.loadTime(entry(EntryHeader.VERSION)))
                .isEqualTo(new LoadTime(NONCE, LOADED));
    }

    @Test
    void loadTime_ofAnotherVersion_isUnknown() {
        assertThat(EntryHeader.loadTime(entry(EntryHeader.VERSION + 1))).isNull();
    }

    /** They began with the nonce. */
    @Test
    void loadTime_ofAnEntryFromBeforeThereWasAVersion_isUnknown() {
        byte[] entry = ByteBuffer.allocate(40).putLong(NONCE).putLong(LOADED).array();

        assertThat(EntryHeader.loadTime(entry)).isNull();
    }

    /** A JVM from before there was a version reads a nonce that no index has. */
    @Test
    void nonce_asReadByAJvmThatKnowsNoVersion_isNoIndexs() {
        assertThat(ByteBuffer.wrap(entry(EntryHeader.VERSION)).getLong()).isGreaterThan(1L << 53);
    }

    @Test
    void loadTime_ofTooFewBytes_isUnknown() {
        byte[] whole = entry(EntryHeader.VERSION);
        for (int length = 0; length < EntryHeader.LENGTH; length++) {
            assertThat(EntryHeader.loadTime(Arrays.copyOf(whole, length))).isNull();
        }
    }
}
