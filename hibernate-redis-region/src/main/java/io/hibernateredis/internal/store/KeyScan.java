package io.hibernateredis.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.internal.delivery.ShardClient;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.redis.Call;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Looks at all keys of the server, some at a time. For one thread. */
final class KeyScan {

    private final ShardClient client;

    KeyScan(ShardClient client) {
        this.client = client;
    }

    /** Finds the entries of a keyspace whose ids begin alike, and has them evicted. */
    int evict(
            Keyspace keyspace,
            String prefix,
            BiConsumer<Collection<Entry>, Collection<Tag>> eviction) {
        if (client.shard().hidesIds()) {
            eviction.accept(List.of(), List.of(keyspace.floor()));
            return delete(keyspace);
        }
        return each(
                keyspace,
                prefix,
                keys -> {
                    List<Entry> entries = new ArrayList<>();
                    for (byte[] key : keys) {
                        entries.add(keyspace.entry(null, client.shard().id(key, keyspace)));
                    }
                    eviction.accept(entries, List.of());
                });
    }

    /** Deletes entries that were invalidated before, so that none of them comes back. */
    private int delete(Keyspace keyspace) {
        return each(
                keyspace,
                "",
                keys ->
                        client.sendPatiently((shard, caller) -> List.of(Call.delete(keys)))
                                .number(0));
    }

    /** Hands over the keys that are found, and returns how many there are. */
    private int each(Keyspace keyspace, String prefix, Consumer<List<byte[]>> action) {
        int all = 0;
        String cursor = "0";
        do {
            String from = cursor;
            List<?> found =
                    client.sendPatiently(
                                    (shard, caller) -> List.of(shard.scan(from, keyspace, prefix)))
                            .elements(0);
            cursor = new String((byte[]) found.get(0), UTF_8);
            List<byte[]> keys = new ArrayList<>();
            for (Object key : (List<?>) found.get(1)) {
                keys.add((byte[]) key);
            }
            if (!keys.isEmpty()) {
                action.accept(keys);
            }
            all += keys.size();
        } while (!cursor.equals("0"));
        return all;
    }
}
