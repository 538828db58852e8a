package io.hibernateredis.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.hibernateredis.internal.store.ReadScene;
import io.hibernateredis.testing.RedisExtension;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Takes one guard at a time out of the classes that read: each is there for a history's sake. */
class ReadSabotageIT {

    @RegisterExtension
    static final RedisExtension redis = RedisExtension.ownServer("--repl-diskless-sync-delay", "0");

    @ParameterizedTest
    @EnumSource
    void read_withAllGuards_isNotStale(ReadScene history) {
        assertThat(history.test(redis)).isFalse();
    }

    /** What a sabotage replaces is there; the proof itself runs less often. */
    @ParameterizedTest
    @EnumSource
    void sabotage_findsWhatItIsToTakeAway(Sabotage sabotage) {
        assertThatCode(sabotage::write).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource
    void read_withoutItsGuard_isStale(Sabotage sabotage) {
        assertThat(Catch.isStale(sabotage, redis)).isTrue();
    }

    static Stream<Sabotage> read_withoutItsGuard_isStale() {
        return Arrays.stream(Sabotage.values()).filter(each -> Catch.scene(each).isPresent());
    }
}
