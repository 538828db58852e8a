package io.hibernateredis.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.internal.store.TestSettings;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ServerTrustTest {

    private static final long SERVER = 1L << 52;
    private static final long LASTS = Duration.ofSeconds(1).toNanos();

    /** Close to where nanoseconds overflow, as they may. */
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - LASTS / 2);

    private final ServerTrust trust =
            new ServerTrust(
                    TestSettings.quiet()
                            .heartbeat(Duration.ofMillis(100))
                            .trust(Duration.ofSeconds(1))
                            .build(),
                    now::get);

    @Test
    void read_beforeAnyProof_isForbidden() {
        assertThat(trust.isFresh()).isFalse();
    }

    @Test
    void read_afterAProof_isAllowedAndBelievedOfThatServer() {
        trust.prove(now.get(), SERVER);

        assertThat(trust.isFresh()).isTrue();
        assertThat(trust.believes(SERVER)).isTrue();
        assertThat(trust.believes(SERVER + 1)).isFalse();
    }

    @Test
    void read_onceTheProofIsOld_isForbidden() {
        trust.prove(now.get(), SERVER);

        now.addAndGet(LASTS - 1);
        assertThat(trust.isFresh()).isTrue();

        now.incrementAndGet();
        assertThat(trust.isFresh()).isFalse();
    }

    @Test
    void read_afterARefusedWrite_isForbiddenUntilALaterOneSucceeds() {
        long sent = now.getAndIncrement();
        trust.end();

        trust.prove(sent, SERVER);
        assertThat(trust.isFresh()).isFalse();

        trust.prove(now.incrementAndGet(), SERVER);
        assertThat(trust.isFresh()).isTrue();
    }
}
