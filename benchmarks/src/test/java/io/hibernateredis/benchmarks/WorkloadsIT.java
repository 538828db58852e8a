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
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each workload does what it is measured for, with each contender. */
@ParameterizedClass
@EnumSource(
        value = Contender.class,
        // Another class path alone tells it from OURS, and this is one JVM.
        mode = EnumSource.Mode.EXCLUDE,
        names = "OURS_QUERIES")
class WorkloadsIT {
    private static final int OPERATIONS = 20;
    private static final Scale SCALE = new Scale(100, 200, 300, List.of(100));

    /** Statements of an operation where nothing is cached; there are 2 batches of 50 in 100. */
    private static final Map<String, Integer> WITHOUT_CACHE =
            Map.ofEntries(
                    Map.entry("empty transaction", 0),
                    Map.entry("entity, 4 columns", 1),
                    Map.entry("entity, 15 columns and natural id", 1),
                    Map.entry("entity and its collection of 20", 2),
                    Map.entry("query, 1 entity", 1),
                    Map.entry("query, 100 entities, full layout", 1),
                    Map.entry("query, 100 entities, shallow layout", 1),
                    Map.entry("query, scalar", 1),
                    Map.entry("miss and put, 1 entity", 1),
                    Map.entry("miss and put, 100 entities", 1),
                    Map.entry("update of 1 entity", 2),
                    Map.entry("update of 10 entities", 2),
                    Map.entry("update of 100 entities", 2),
                    Map.entry("hit among 100", 1));

    /** Those that the cache does not spare the database. */
    private static final List<String> NEED_STATEMENTS = List.of("miss", "update", "mix");

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
                        Map.of(Link.NEAR, redis.uri().toString()));
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

    @ParameterizedTest
    @MethodSource("workloads")
    void operation_ofAWorkload_needsTheStatementsItIsMeasuredWith(Workload workload)
            throws InterruptedException {
        if (!contender.runs(workload)) {
            return;
        }
        worker.carryOut(Order.prepareAndRun(workload.name(), Link.NEAR, 1, 20));

        var outcome = worker.carryOut(Order.count(workload.name(), Link.NEAR, OPERATIONS));

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

    @ParameterizedTest
    @MethodSource("workloads")
    void operations_ofEightThreads_succeed(Workload workload) throws InterruptedException {
        if (!contender.runs(workload) || isClear(workload)) {
            return;
        }
        worker.carryOut(Order.prepareAndRun(workload.name(), Link.NEAR, 8, 20));

        var outcome = worker.carryOut(Order.run(workload.name(), Link.NEAR, 8, 100, true));

        assertThat(outcome.operations()).isPositive();
        if (contender != Contender.CAFFEINE && contender != Contender.REDISSON) {
            assertThat(outcome.staleReads()).isZero();
        }
    }

    /** What it clears must be loaded before. */
    private static boolean isClear(Workload workload) {
        return workload.name().startsWith("clear");
    }
}
