package io.hibernateredis.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The short form of the proof. */
class ProofStressTest {

    private static final int SECONDS = 40;
    private static final int SECONDS_WITHOUT_REDIS = 15;

    @Test
    void reads_overSeveralJvmsWithFaults_areNeverStale() {
        try (var proof = new Proof(null)) {
            var outcomes =
                    proof.runAll(
                            List.of(
                                    Fault.NONE,
                                    Fault.KILLED_AFTER_COMMIT,
                                    Fault.KEYS_DELETED,
                                    Fault.ALL_TOGETHER),
                            SECONDS);
            assertThat(proof.violations()).isEmpty();
            assertThat(Proof.total(outcomes).stale()).isZero();
            assertThat(outcomes.get(0).hitRatio()).isGreaterThan(0.5);
        }
    }

    /** JVMs that lose Redis one by one go on writing, and some of them die. */
    @Test
    void reads_besideJvmsWithoutRedis_areNeverStale() {
        try (var proof = new Proof(null)) {
            var outcome = proof.run(Fault.CUT_OFF, SECONDS_WITHOUT_REDIS);
            assertThat(proof.violations()).isEmpty();
            assertThat(outcome.stale()).isZero();
            assertThat(outcome.writes()).isPositive();
        }
    }
}
