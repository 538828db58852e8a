package io.hibernateredis.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.benchmarks.Order.Link;
import io.hibernateredis.benchmarks.workload.Scale;
import io.hibernateredis.benchmarks.workload.Workload;
import io.hibernateredis.benchmarks.workload.Workloads;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What this cache sends for an operation does not depend on how many entries and results are in
 * use. The benchmark's own JVM, servers and proxies are used, so that what is asserted is what is
 * measured.
 */
@ParameterizedClass
@EnumSource(
        value = Contender.class,
        names = {"OURS", "OURS_QUERIES"})
class SentCommandsIT {
    private static final Scale SCALE = new Scale(List.of(100, 10_000), 100, 200, List.of());
    private static final long OPERATIONS = 100;

    private static final long WARM_UP_OPERATIONS = 200;

    private static final long LONGEST_MILLIS = 20_000;

    /** What a new connection begins with, once in all operations. */
    private static final double SLACK = 0.1;

    private static final double HEARTBEAT_MICROS = 300_000;

    private static final int COMMANDS_OF_A_HEARTBEAT = 3;

    /** Heartbeats come from two session factories, if the mix was among the workloads. */
    private static final int FACTORIES = 2;

    /** A busy machine makes a delay longer, and less than half a wait is none. */
    private static final double LONGER = 1.25;

    private static final double SLACK_OF_WAITS = 0.5;

    /** Other processes of the machine can make only some of the compared operations slower. */
    private static final int ATTEMPTS = 5;

    private static Database database;
    private static Site site;

    @Parameter Contender contender;

    @BeforeParameterizedClassInvocation
    static void open(Contender contender) throws Exception {
        database = H2.start();
        site = Site.open(contender, SCALE, database, List.of());
        site.awaitReady();
    }

    @AfterParameterizedClassInvocation
    static void close() throws Exception {
        site.close();
        database.close();
    }

    static Stream<Workload> workloads() {
        return Workloads.operations(SCALE).stream()
                .filter(workload -> Budgets.of(workload.name()).isPresent());
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void operation_ofAWorkload_sendsAndWaitsNoMoreThanItsBudget(Workload workload)
            throws Exception {
        var budget = Budgets.of(workload.name()).orElseThrow();

        site.carryOut(Order.prepareAndRun(workload.id(), Link.PROXIED, 1, 0));
        site.carryOut(Order.count(workload.id(), Link.PROXIED, WARM_UP_OPERATIONS, LONGEST_MILLIS));

        var count = new MessageCount(site, workload, OPERATIONS, LONGEST_MILLIS);
        var sent = count.count(0);
        double heartbeats = FACTORIES * COMMANDS_OF_A_HEARTBEAT * sent.micros() / HEARTBEAT_MICROS;
        double waits = sent.redisWaits();
        for (int attempt = 1; attempt < ATTEMPTS && !within(waits, budget); attempt++) {
            waits = Math.min(waits, count.count(0).redisWaits());
        }

        assertThat(sent.commandsSent())
                .as("%s: %s", workload.id(), sent.commands())
                .isLessThanOrEqualTo(budget.commands() + heartbeats + SLACK);
        assertThat(waits).as(workload.id()).matches(w -> within(w, budget), budget.toString());
    }

    private static boolean within(double waits, Budgets.Budget budget) {
        return waits <= budget.waits() * LONGER + SLACK_OF_WAITS;
    }
}
