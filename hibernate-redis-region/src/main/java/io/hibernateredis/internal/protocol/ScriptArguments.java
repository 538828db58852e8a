package io.hibernateredis.internal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** The keys and arguments of one call of a script, in the order in which they are added. */
final class ScriptArguments {

    private static final int USUAL_SIZE = 32;

    /** Name of the script, its SHA-1, and the number of keys. */
    private static final int BEFORE_KEYS = 3;

    /** How many arguments every script is given first; those are never packed. */
    private static final int OF_THE_CALLER = 5;

    /** Says that the rest is packed; {@code index.lua} has the same. */
    private static final byte[] PACKED = {'*'};

    private final Shard shard;
    private final List<byte[]> keys;
    private final List<byte[]> values;
    private final int most;

    /**
     * @param control the keys that every script is given first
     * @param size about how many values there will be
     * @param most how many arguments the server accepts; if there are more, values are packed
     */
    ScriptArguments(Shard shard, List<byte[]> control, Shard.Caller caller, int size, int most) {
        this.most = most;
        this.shard = shard;
        this.keys = new ArrayList<>(control.size() + size);
        this.keys.addAll(control);
        this.values = new ArrayList<>(USUAL_SIZE + size);
        add(shard.names().identity(caller.identity()));
        add(Nonces.next());
        add(caller.longestLease());
        add(caller.knownNonce());
        add(caller.mirrors());
    }

    void addKey(Entry entry) {
        keys.add(shard.key(entry));
    }

    /** Adds the key of an entry, and its body as it is to lie there. */
    void add(Entry entry, byte[] body) {
        byte[] key = shard.key(entry);
        keys.add(key);
        add(shard.bodies().stored(body, entry.keyspace().form(), key));
    }

    ScriptArguments add(Tag tag) {
        return add(shard.names().member(tag));
    }

    ScriptArguments addCompared(Change.Condition condition, boolean atEnd) {
        return add(
                atEnd ? condition.comparedAtEnd(shard::member) : condition.compared(shard::member));
    }

    void addKey(byte[] key) {
        keys.add(key);
    }

    ScriptArguments add(byte[] value) {
        values.add(value);
        return this;
    }

    ScriptArguments add(String text) {
        return add(text.getBytes(UTF_8));
    }

    ScriptArguments add(long number) {
        return add(Long.toString(number));
    }

    ScriptArguments add(boolean flag) {
        return add(flag ? 1 : 0);
    }

    List<byte[]> keys() {
        return keys;
    }

    List<byte[]> values() {
        if (BEFORE_KEYS + keys.size() + values.size() <= most) {
            return values;
        }
        List<byte[]> packed = new ArrayList<>(values.subList(0, OF_THE_CALLER));
        packed.add(PACKED);
        packed.add(PackedTexts.pack(values.subList(OF_THE_CALLER, values.size())));
        return packed;
    }
}
