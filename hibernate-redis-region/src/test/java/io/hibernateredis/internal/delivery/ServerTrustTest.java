package io.hibernateredis.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.internal.store.TestSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServerTrustTest {

    private static final long SERVER = 1L << 52;

    private final ServerTrust trust =
            new ServerTrust(TestSettings.quiet().trust(Duration.ofHours(1)).build());

    @Test
    void read_beforeAnyProof_isForbidden() {
        assertThat(trust.isFresh()).isFalse();
    }

    @Test
    void read_afterAProof_isAllowedAndBelievedOfThatServer() {
        trust.prove(System.nanoTime(), SERVER);

        assertThat(trust.isFresh()).isTrue();
        assertThat(trust.believes(SERVER)).isTrue();
        assertThat(trust.believes(SERVER + 1)).isFalse();
    }

    @Test
    void read_onceTheProofIsOld_isForbidden() {
        trust.prove(System.nanoTime() - Duration.ofHours(1).toNanos(), SERVER);

        assertThat(trust.isFresh()).isFalse();
    }

    @Test
    void read_afterARefusedWrite_isForbiddenUntilALaterOneSucceeds() {
        long sent = System.nanoTime();
        trust.end(sent + 1);

        trust.prove(sent, SERVER);
        assertThat(trust.isFresh()).isFalse();

        trust.prove(sent + 2, SERVER);
        assertThat(trust.isFresh()).isTrue();
    }
}
