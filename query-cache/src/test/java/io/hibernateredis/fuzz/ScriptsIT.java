package io.hibernateredis.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.fuzz.Duel.Difference;
import io.hibernateredis.testing.RedisServer;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scripts that once made a difference, each the smallest of its kind. */
class ScriptsIT {

    /** One for all scripts: an index that is lost in between would hide everything for a lease. */
    private static final RedisServer REDIS = RedisServer.start();

    private static final Map<String, Duel> DUELS = new HashMap<>();

    static List<String> names() throws IOException {
        return Scripts.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void script_isAnsweredAsWithoutCache(String name) throws IOException {
        Script script = Scripts.read(name);
        Duel duel =
                DUELS.computeIfAbsent(
                        script.model() + ", " + script.mode(),
                        each -> new Duel(script.model(), script.mode(), Rig.h2(REDIS.uri())));
        Optional<String> difference = duel.play(script.steps()).map(Difference::text);
        assertThat(difference).isEmpty();
    }

    @AfterAll
    static void close() {
        DUELS.values().forEach(Duel::close);
        DUELS.clear();
        REDIS.close();
    }
}
