package io.hibernateredis.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.hibernateredis.proof.Bounds.Kind;
import io.hibernateredis.testing.RedisExtension;
import io.hibernateredis.testing.RedisServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The long form of the proof, run by the profile {@code proof}: about ten minutes, of which the
 * workload takes {@code -Dproof.minutes} (default 5). With {@code -Dproof.sabotage} it runs without
 * a guard, and fails.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FullProof {

    private static final Sabotage SABOTAGE =
            System.getProperty("proof.sabotage", "").isEmpty()
                    ? null
                    : Sabotage.valueOf(System.getProperty("proof.sabotage"));
    private static final long MINUTE_OF_SABOTAGE = 60;

    @RegisterExtension
    static final RedisExtension redis = RedisExtension.ownServer("--repl-diskless-sync-delay", "0");

    @Test
    @Order(1)
    void reads_underEveryFault_areNeverStale() {
        double minutes = Double.parseDouble(System.getProperty("proof.minutes", "5"));
        List<Fault> faults = new ArrayList<>(List.of(Fault.values()));
        try (var proof = new Proof(SABOTAGE)) {
            var outcomes = proof.runAll(faults, Math.round(60 * minutes));
            assertThat(proof.violations()).isEmpty();
            assertThat(Proof.total(outcomes).stale()).isZero();
            assertThat(outcomes.get(0).hitRatio()).isGreaterThan(0.5);
        }
    }

    @Test
    @Order(2)
    void statesOfTheModel_withoutFaults_areAllRight() {
        assertNothingStale(Bounds.of(false, 0), true);
        assertNothingStale(Bounds.of(true, 0), true);
    }

    @Test
    @Order(3)
    void statesOfTheModel_withAFault_areRight() {
        assertNothingStale(Bounds.of(false, 1), false);
        assertNothingStale(Bounds.of(true, 1), false);
    }

    @Test
    @Order(3)
    void statesOfTheModel_whenAJvmBootsAfterAllWasLost_areRight() {
        var twoFaults = Bounds.of(false, 2);
        assertNothingStale(twoFaults.only(Kind.LOSS, Kind.NEWCOMER), false);
    }

    @Test
    @Order(4)
    void statesOfTheModel_withoutTheGuardThatIsGone_areRight() {
        assumeThat(SABOTAGE).isNotNull();
        assumeThat(Catch.isForTheExplorer(SABOTAGE)).isTrue();
        assertThat(Catch.explore(SABOTAGE).counterexample()).isEmpty();
    }

    @Test
    @Order(4)
    void read_withoutTheGuardThatIsGone_isNotStale() {
        assumeThat(SABOTAGE).isNotNull();
        assumeThat(Catch.scene(SABOTAGE)).isPresent();
        assertThat(Catch.isStale(SABOTAGE, redis)).isFalse();
    }

    @Test
    @Order(4)
    void whatIsNear_inEachScenario_isNeverStale() {
        assumeThat(SABOTAGE).isNull();
        NearCatch.SCENARIOS.forEach(
                (name, bounds) -> {
                    try (var server = RedisServer.start()) {
                        var result = NearCatch.explore(server, bounds, 25_000);
                        System.out.println(name + ": " + result);
                        assertThat(result.counterexample()).as(name).isEmpty();
                    }
                });
    }

    @ParameterizedTest
    @EnumSource
    @Order(4)
    void whatIsNear_withoutAGuard_isStale(NearSabotage sabotage) {
        assumeThat(SABOTAGE).isNull();
        try (var server = RedisServer.start()) {
            var result = NearCatch.explore(server, sabotage);
            System.out.println(sabotage + ": " + result);
            assertThat(result.counterexample()).isNotEmpty();
        }
    }

    @Test
    @Order(4)
    void statesOfTheOutbox_areRight() {
        assumeThat(SABOTAGE).isNull();
        var result = OutboxExplorerStressTest.explore(400_000);
        System.out.println("outbox: " + result);
        assertThat(result.counterexample()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @Order(4)
    void statesOfTheOutbox_withoutAGuard_areNotRight(OutboxModel.Gone gone) {
        assumeThat(SABOTAGE).isNull();
        var result = OutboxExplorerStressTest.explore(400_000, gone);
        System.out.println(gone + ": " + result);
        assertThat(result.counterexample()).isNotEmpty();
    }

    private static void assertNothingStale(Bounds bounds, boolean all) {
        Bounds used = SABOTAGE == null ? bounds : bounds.without(SABOTAGE);
        var result = Catch.explore(used, 250_000);
        System.out.println(used + ": " + result);
        assertThat(result.counterexample()).isEmpty();
        assertThat(result.complete() || !all).as("all states were visited").isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @Order(5)
    void sabotage_ofAnyGuard_isCaught(Sabotage sabotage) {
        assumeThat(SABOTAGE).isNull();
        assumeThat(sabotage).isNotEqualTo(Sabotage.SCORES_BEFORE_ENTRIES);
        if (Catch.isForTheExplorer(sabotage)) {
            assertThat(Catch.explore(sabotage).counterexample()).isNotEmpty();
        }
        if (Catch.scene(sabotage).isPresent()) {
            assertThat(Catch.isStale(sabotage, redis)).isTrue();
        }
        if (Catch.isForTheWorkload(sabotage)) {
            try (var proof = new Proof(sabotage)) {
                assertThat(proof.run(Fault.NONE, MINUTE_OF_SABOTAGE).stale()).isPositive();
            }
        }
    }
}
