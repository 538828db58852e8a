package io.hibernateredis.internal.redis;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.args.Rawable;

/** One command on its way to Redis. */
public final class Call {

    private final CommandArguments arguments;
    private final @Nullable Supplier<CommandArguments> whole;
    private final @Nullable Script script;

    private Call(CommandArguments arguments) {
        this(arguments, null, null);
    }

    private Call(
            CommandArguments arguments,
            @Nullable Supplier<CommandArguments> whole,
            @Nullable Script script) {
        this.arguments = arguments;
        this.whole = whole;
        this.script = script;
    }

    /** That of the script, or of the command in lower case. */
    String name() {
        return script == null
                ? arguments.getCommand().toString().toLowerCase(Locale.ROOT)
                : script.toString();
    }

    /** Bytes, without what the protocol of Redis adds. */
    long size() {
        long size = 0;
        for (Rawable argument : arguments) {
            size += argument.getRaw().length;
        }
        return size;
    }

    /**
     * An argument as it is: Jedis would copy it.
     *
     * @param bytes are not written to
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Bytes(byte[] bytes) implements Rawable {

        @Override
        public byte[] getRaw() {
            return bytes;
        }
    }

    public static Call get(byte[] key) {
        return new Call(new CommandArguments(Protocol.Command.GET).add(new Bytes(key)));
    }

    public static Call mget(List<byte[]> keys) {
        return new Call(added(new CommandArguments(Protocol.Command.MGET), keys));
    }

    /** Sets a key to a value for some time, unless it is there; OK if it was set. */
    public static Call setIfAbsent(byte[] key, byte[] value, long millis) {
        var arguments = new CommandArguments(Protocol.Command.SET).add(key).add(value);
        return new Call(arguments.add("NX").add("PX").add(millis));
    }

    public static Call delete(List<byte[]> keys) {
        return new Call(added(new CommandArguments(Protocol.Command.DEL), keys));
    }

    public static Call deleteField(byte[] key, byte[] field) {
        return new Call(new CommandArguments(Protocol.Command.HDEL).add(key).add(field));
    }

    public static Call incrementBy(byte[] key, long delta) {
        return new Call(new CommandArguments(Protocol.Command.INCRBY).add(key).add(delta));
    }

    /** Some of the keys that match a pattern, and where to go on. */
    public static Call scan(String cursor, byte[] pattern, int count) {
        return new Call(
                new CommandArguments(Protocol.Command.SCAN)
                        .add(cursor)
                        .add("MATCH")
                        .add(pattern)
                        .add("COUNT")
                        .add(count));
    }

    /** For how long a key lives, milliseconds; -1 for ever, -2 if it is not there. */
    public static Call timeToLive(byte[] key) {
        return new Call(new CommandArguments(Protocol.Command.PTTL).add(key));
    }

    /** The bytes that a key takes in memory, or null if it is not there. */
    public static Call memoryUsage(byte[] key) {
        return new Call(new CommandArguments(Protocol.Command.MEMORY).add("USAGE").add(key));
    }

    /** How many keys the database has. */
    public static Call databaseSize() {
        return new Call(new CommandArguments(Protocol.Command.DBSIZE));
    }

    /** How many members a sorted set has. */
    public static Call members(byte[] key) {
        return new Call(new CommandArguments(Protocol.Command.ZCARD).add(key));
    }

    /** The scores of some members of a sorted set, in their order. */
    public static Call scores(byte[] key, List<byte[]> members) {
        return new Call(added(new CommandArguments(Protocol.Command.ZMSCORE).add(key), members));
    }

    /**
     * A script by its SHA-1; should the server not know it, it is sent whole on the same
     * connection.
     */
    public static Call script(Script script, List<byte[]> keys, List<byte[]> arguments) {
        return new Call(
                script(Protocol.Command.EVALSHA, script.sha1(), keys, arguments),
                () -> script(Protocol.Command.EVAL, script.source(), keys, arguments),
                script);
    }

    private static CommandArguments script(
            Protocol.Command command, byte[] script, List<byte[]> keys, List<byte[]> arguments) {
        var head = new CommandArguments(command).add(script).add(keys.size());
        return added(added(head, keys), arguments);
    }

    CommandArguments arguments() {
        return arguments;
    }

    /** What to send when the first was answered with NOSCRIPT, or null if this is no script. */
    @Nullable CommandArguments whole() {
        return whole == null ? null : whole.get();
    }

    private static CommandArguments added(CommandArguments to, List<byte[]> values) {
        for (int i = 0; i < values.size(); i++) {
            to.add(new Bytes(values.get(i)));
        }
        return to;
    }
}
