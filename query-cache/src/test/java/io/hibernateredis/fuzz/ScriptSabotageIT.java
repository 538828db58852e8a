package io.hibernateredis.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.hibernateredis.proof.AlteredClasses;
import io.hibernateredis.query.QueryCache;
import io.hibernateredis.region.RedisRegionFactory;
import io.hibernateredis.testing.RedisServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.hibernate.Version;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Takes out of the cache what a script is there to try: then it has to differ. */
class ScriptSabotageIT {

    private static final RedisServer REDIS = RedisServer.start();

    @BeforeAll
    static void beforeAll() {
        String version = Version.getVersionString();
        assumeThat(version).as("others take other ways").startsWith("7.4.");
    }

    @Test
    void script_playedOnClassesLoadedAnew_isAnsweredAsWithoutCache(@TempDir Path nothing)
            throws Exception {
        List<String> all =
                Arrays.stream(Sabotage.values())
                        .flatMap(each -> each.scripts().stream())
                        .distinct()
                        .toList();
        assertThat(play(nothing, all)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void script_withoutWhatItTries_differs(Sabotage sabotage, @TempDir Path altered)
            throws Exception {
        sabotage.into(altered);
        assertThat(play(altered, sabotage.scripts()).keySet())
                .containsExactlyInAnyOrderElementsOf(sabotage.scripts());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> play(Path altered, List<String> scripts) throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (var classes =
                new AlteredClasses(
                        altered,
                        "io.hibernateredis.",
                        RedisRegionFactory.class,
                        QueryCache.class,
                        RedisServer.class,
                        ScriptSabotageIT.class)) {
            Thread.currentThread().setContextClassLoader(classes);
            return (Map<String, String>)
                    classes.loadClass(AlteredScripts.class.getName())
                            .getMethod("play", URI.class, List.class)
                            .invoke(null, REDIS.uri(), scripts);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @AfterAll
    static void close() {
        REDIS.close();
    }
}
