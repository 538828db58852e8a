package io.hibernateredis.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;

/** One command on its way to Redis. */
public final class Call {

    private final CommandArguments arguments;
    private final @Nullable CommandArguments whole;

    private Call(CommandArguments arguments, @Nullable CommandArguments whole) {
        this.arguments = arguments;
        this.whole = whole;
    }

    public static Call get(byte[] key) {
        return new Call(new CommandArguments(Protocol.Command.GET).add(key), null);
    }

    public static Call mget(List<byte[]> keys) {
        return new Call(added(new CommandArguments(Protocol.Command.MGET), keys), null);
    }

    /** Sets a key to a value for some time, unless it is there; OK if it was set. */
    public static Call setIfAbsent(byte[] key, byte[] value, long millis) {
        var arguments = new CommandArguments(Protocol.Command.SET).add(key).add(value);
        return new Call(arguments.add("NX").add("PX").add(millis), null);
    }

    public static Call delete(List<byte[]> keys) {
        return new Call(added(new CommandArguments(Protocol.Command.DEL), keys), null);
    }

    public static Call incrementBy(byte[] key, long delta) {
        return new Call(new CommandArguments(Protocol.Command.INCRBY).add(key).add(delta), null);
    }

    /** Some of the keys that match a pattern, and where to go on. */
    public static Call scan(String cursor, byte[] pattern, int count) {
        return new Call(
                new CommandArguments(Protocol.Command.SCAN)
                        .add(cursor)
                        .add("MATCH")
                        .add(pattern)
                        .add("COUNT")
                        .add(count),
                null);
    }

    /** The scores of some members of a sorted set, in their order. */
    public static Call scores(byte[] key, List<byte[]> members) {
        return new Call(
                added(new CommandArguments(Protocol.Command.ZMSCORE).add(key), members), null);
    }

    /**
     * A script by its SHA-1; should the server not know it, it is sent whole on the same
     * connection.
     */
    public static Call script(Script script, List<byte[]> keys, List<byte[]> arguments) {
        var bySha1 = new CommandArguments(Protocol.Command.EVALSHA).add(script.sha1());
        var bySource = new CommandArguments(Protocol.Command.EVAL).add(script.source());
        for (var form : List.of(bySha1, bySource)) {
            added(added(form.add(keys.size()), keys), arguments);
        }
        return new Call(bySha1, bySource);
    }

    CommandArguments arguments() {
        return arguments;
    }

    /** The form to send when the first was answered with NOSCRIPT, or null if this is no script. */
    @Nullable CommandArguments whole() {
        return whole;
    }

    private static CommandArguments added(CommandArguments to, List<byte[]> values) {
        for (byte[] value : values) {
            to.add(value);
        }
        return to;
    }
}
