package io.hibernateredis.internal.protocol;

import io.hibernateredis.internal.redis.Script;
import java.util.List;

/** The scripts of the protocol, one an operation. */
public record Scripts(
        Script open,
        Script close,
        Script put,
        Script evict,
        Script tick,
        Script follow,
        Script await) {

    private static final Scripts STANDARD =
            new Scripts(
                    load("open"),
                    load("close"),
                    load("put"),
                    load("evict"),
                    load("tick"),
                    load("follow"),
                    load("await"));

    /** The scripts as shipped. */
    public static Scripts standard() {
        return STANDARD;
    }

    public List<Script> all() {
        return List.of(open, close, put, evict, tick, follow, await);
    }

    private static Script load(String name) {
        return Script.load(Scripts.class, name, "index.lua", name + ".lua");
    }
}
