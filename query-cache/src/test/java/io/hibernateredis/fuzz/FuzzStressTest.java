package io.hibernateredis.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hibernateredis.testing.Postgres;
import io.hibernateredis.testing.RedisExtension;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random scripts: in every build those of fixed seeds. {@code -Dfuzz.minutes=60} plays new ones for
 * as long, {@code -Dfuzz.seed=…} those of a seed.
 */
class FuzzStressTest {

    private static final long FIXED = 1;
    private static final int EACH = Integer.getInteger("fuzz.scripts", 12);
    private static final long MINUTES = Long.getLong("fuzz.minutes", 0);

    /** New scripts are for the long run: a build must not fail by chance. */
    private static final long FRESH =
            Long.getLong("fuzz.seed", MINUTES > 0 ? new Random().nextInt(1_000_000) : 20_000);

    /** A busy machine plays fewer scripts. */
    private static final long LONGEST_SECONDS = 6;

    private static final int FEW = 5;

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @ParameterizedTest
    @EnumSource
    void answers_ofRandomScripts_areAsWithoutCache(Models model) {
        Mode mode = Mode.of((int) FRESH + model.ordinal());
        try (var search = new Search(model, mode, Rig.h2(REDIS.uri()))) {
            play(search, FIXED);
            play(search, FRESH);
            judge(search);
        }
    }

    @ParameterizedTest
    @EnumSource
    void answers_ofEnhancedEntities_areAsWithoutCache(Models model) {
        Mode mode = Mode.of((int) FRESH + model.ordinal() | Mode.ENHANCED);
        try (var search = new Search(model, mode, Rig.h2(REDIS.uri()))) {
            play(search, FRESH);
            judge(search);
        }
    }

    /** Writes of an application without this cache, which are told of as a trigger would. */
    @ParameterizedTest
    @EnumSource
    void answers_afterExternalWrites_areAsWithoutCache(Models model) {
        Mode mode = Mode.of((int) FRESH + model.ordinal() | Mode.OUTSIDER);
        try (var search = new Search(model, mode, Rig.h2(REDIS.uri()))) {
            play(search, FRESH);
            judge(search);
        }
    }

    /** Blind is who finds nothing in the cache. */
    private static void judge(Search search) {
        System.out.printf("%s, -Dfuzz.seed=%d%n", search, FRESH);
        search.findings().forEach(System.out::println);
        assertThat(search.findings()).isEmpty();
        assertThat(search.coverage().ratio()).isGreaterThan(0.15);
    }

    private static void play(Search search, long first) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS) / 2;
        for (int i = 0; i < EACH && (i < FEW || System.nanoTime() < end); i++) {
            search.play(first + i);
        }
    }

    @Test
    void answers_onPostgres_areAsWithoutCache() throws Exception {
        assumeTrue(Postgres.programs().isPresent(), "no PostgreSQL to start");
        Mode mode = Mode.of((int) FRESH);
        Models model = Models.values()[(int) (FRESH % Models.values().length)];
        try (var postgres = Postgres.start(Postgres.programs().orElseThrow());
                var search = new Search(model, mode, Rig.postgres(REDIS.uri(), postgres))) {
            play(search, FRESH);
            judge(search);
        }
    }

    @Test
    void answers_ofALongRun_areAsWithoutCache() throws Exception {
        assumeTrue(MINUTES > 0, "only with -Dfuzz.minutes");
        new LongRun(Rig.h2(REDIS.uri()), FRESH).play(MINUTES, TimeUnit.MINUTES);
    }

    @Test
    void answers_ofALongRunOnPostgres_areAsWithoutCache() throws Exception {
        assumeTrue(MINUTES > 0, "only with -Dfuzz.minutes");
        assumeTrue(Postgres.programs().isPresent(), "no PostgreSQL to start");
        try (var postgres = Postgres.start(Postgres.programs().orElseThrow())) {
            new LongRun(Rig.postgres(REDIS.uri(), postgres), FRESH).play(MINUTES, TimeUnit.MINUTES);
        }
    }
}
