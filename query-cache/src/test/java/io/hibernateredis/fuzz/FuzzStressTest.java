package io.hibernateredis.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hibernateredis.testing.Postgres;
import io.hibernateredis.testing.RedisExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void answers_ofALongRun_areAsWithoutCache(boolean onPostgres) throws Exception {
        assumeTrue(MINUTES > 0, "only with -Dfuzz.minutes");
        if (!onPostgres) {
            playLong(Rig.h2(REDIS.uri()));
            return;
        }
        assumeTrue(Postgres.programs().isPresent(), "no PostgreSQL to start");
        try (var postgres = Postgres.start(Postgres.programs().orElseThrow())) {
            playLong(Rig.postgres(REDIS.uri(), postgres));
        }
    }

    private static void playLong(Rig rig) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
        long seed = FRESH;
        List<String> findings = new ArrayList<>();
        for (int round = 0; System.nanoTime() < end; round++) {
            Models model = Models.values()[round % Models.values().length];
            Mode mode = Mode.of(round / Models.values().length + round);
            try (var search = new Search(model, mode, rig)) {
                for (int i = 0; i < 400 && System.nanoTime() < end; i++) {
                    search.play(seed++);
                }
                System.out.println(search);
                search.findings().forEach(System.out::println);
                findings.addAll(search.findings());
            }
        }
        assertThat(findings).isEmpty();
    }
}
