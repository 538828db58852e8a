package io.hibernateredis.internal.store;

import io.hibernateredis.testing.RedisExtension;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The one rule, after each history that breaks it elsewhere. */
class NeverStaleIT {

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    @ParameterizedTest
    @EnumSource
    void read_afterEachHistory_seesWhatIsCommitted(Scenario history) {
        history.play(world);

        world.assertNotStale(world.jvm());
    }

    @ParameterizedTest
    @EnumSource
    void read_byAJvmThatWasThere_seesWhatIsCommitted(Scenario history) {
        var reader = world.hastyJvm();

        history.play(world);

        world.assertNotStale(reader);
    }
}
