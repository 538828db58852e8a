package io.hibernateredis.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.benchmarks.Order.Link;
import io.hibernateredis.benchmarks.workload.Scale;
import io.hibernateredis.benchmarks.workload.Workload;
import io.hibernateredis.benchmarks.workload.Workloads;
import io.hibernateredis.testing.RedisServer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each workload does what it is measured for, with each contender. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ParameterizedClass
@EnumSource(
        value = Contender.class,
        // Another class path tells them from OURS, and this is one JVM.
        mode = EnumSource.Mode.EXCLUDE,
        names = {"OURS_QUERIES", "OURS_NEAR"})
class WorkloadsIT {
    private static final int OPERATIONS = 20;
    private static final Scale SCALE = new Scale(List.of(100, 1_000), 100, 200, List.of(100));

    /** Statements of an operation where nothing is cached; bugs and stories have a batch each. */
    private static final Map<String, Integer> WITHOUT_CACHE =
            Map.ofEntries(
                    Map.entry(Names.EMPTY, 0),
                    Map.entry(Names.FIND, 1),
                    Map.entry(Names.RICH_FIND, 1),
                    Map.entry(Names.COLLECTION, 2),
                    Map.entry(Names.NATURAL_ID, 1),
                    Map.entry(Names.FULL, 1),
                    Map.entry(Names.SHALLOW, 1),
                    Map.entry(Names.SCALAR, 1),
                    Map.entry(Names.MISS, 1),
                    Map.entry(Names.MISSES, 1),
                    Map.entry(Names.UPDATE, 2),
                    Map.entry(Names.UPDATES, 3),
                    // Its rows are read before it.
                    Map.entry(Names.BULK, 2));

    /** Those that the cache does not spare the database. */
    private static final List<String> NEED_STATEMENTS =
            List.of("miss", "update", "insert", "bulk", "mix", "commit");

    private static Database database;
    private static RedisServer redis;
    private static Worker worker;

    @Parameter Contender contender;

    @BeforeParameterizedClassInvocation
    static void open(Contender contender) throws Exception {
        database = H2.start();
        database.create("benchmarks");
        redis = RedisServer.start();
        String jdbcUrl = database.url("benchmarks", database.port());
        var settings =
                new WorkerSettings(
                        contender,
                        SCALE,
                        Map.of(Link.NEAR, jdbcUrl),
                        Map.of(Link.NEAR, redis.uri().toString()),
                        true);
        worker = new Worker(settings);
        worker.createRows();
    }

    @AfterParameterizedClassInvocation
    static void close() throws Exception {
        worker.close();
        redis.close();
        database.close();
    }

    static Stream<Workload> workloads() {
        return Workloads.all(SCALE).stream();
    }

    /** First, because what is changed is read from the database again. */
    @org.junit.jupiter.api.Order(1)
    @ParameterizedTest
    @MethodSource("workloads")
    void operation_ofAWorkload_needsTheStatementsItIsMeasuredWith(Workload workload)
            throws InterruptedException {
        if (!contender.runs(workload)) {
            return;
        }
        worker.carryOut(Order.prepareAndRun(workload.id(), Link.NEAR, 1, 20));

        var outcome = worker.carryOut(Order.count(workload.id(), Link.NEAR, OPERATIONS));

        assertThat(outcome.operations()).isEqualTo(OPERATIONS);
        assertThat(outcome.conflicts()).isZero();
        double statements = (double) outcome.statements() / OPERATIONS;
        boolean cached = contender != Contender.NONE;
        if (cached && NEED_STATEMENTS.stream().noneMatch(workload.name()::startsWith)) {
            assertThat(isClear(workload) ? 0 : statements).isZero();
        } else if (WITHOUT_CACHE.containsKey(workload.name())) {
            assertThat(statements).isEqualTo((double) WITHOUT_CACHE.get(workload.name()));
        }
    }

    @org.junit.jupiter.api.Order(2)
    @ParameterizedTest
    @MethodSource("workloads")
    void operations_ofEightThreads_succeed(Workload workload) throws InterruptedException {
        if (!contender.runs(workload) || isClear(workload)) {
            return;
        }
        worker.carryOut(Order.prepareAndRun(workload.id(), Link.NEAR, 8, 20));

        var outcome = worker.carryOut(Order.run(workload.id(), Link.NEAR, 8, 100, true));

        assertThat(outcome.operations()).isPositive();
        if (!contender.isInTheJvm() && contender != Contender.REDISSON) {
            assertThat(outcome.staleReads()).isZero();
        }
    }

    /** What it clears must be loaded before. */
    private static boolean isClear(Workload workload) {
        return workload.name().startsWith("clear");
    }
}
