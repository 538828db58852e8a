package io.hibernateredis.internal.store;

import io.hibernateredis.internal.protocol.Scripts;
import io.hibernateredis.internal.redis.Script;
import java.util.function.UnaryOperator;

/** Scripts with a passage replaced, in one of them or in all. */
final class Altered {

    private Altered() {}

    static UnaryOperator<Scripts> open(String passage, String instead) {
        return s -> with(s, s.open(), passage, instead);
    }

    static UnaryOperator<Scripts> close(String passage, String instead) {
        return s -> with(s, s.close(), passage, instead);
    }

    static UnaryOperator<Scripts> put(String passage, String instead) {
        return s -> with(s, s.put(), passage, instead);
    }

    static UnaryOperator<Scripts> evict(String passage, String instead) {
        return s -> with(s, s.evict(), passage, instead);
    }

    static UnaryOperator<Scripts> tick(String passage, String instead) {
        return s -> with(s, s.tick(), passage, instead);
    }

    static UnaryOperator<Scripts> all(String passage, String instead) {
        return s -> each(s, script -> script.replacing(passage, instead));
    }

    private static Scripts with(Scripts scripts, Script changed, String passage, String instead) {
        return each(
                scripts, script -> script == changed ? script.replacing(passage, instead) : script);
    }

    private static Scripts each(Scripts s, UnaryOperator<Script> change) {
        return new Scripts(
                change.apply(s.open()),
                change.apply(s.close()),
                change.apply(s.put()),
                change.apply(s.evict()),
                change.apply(s.tick()),
                change.apply(s.follow()),
                change.apply(s.await()));
    }
}
