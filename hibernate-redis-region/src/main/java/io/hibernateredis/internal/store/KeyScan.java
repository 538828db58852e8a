package io.hibernateredis.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.internal.delivery.ShardClient;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.Tag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;

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
        int evicted = 0;
        String cursor = "0";
        do {
            String from = cursor;
            List<?> found =
                    client.sendPatiently(
                                    (shard, caller) -> List.of(shard.scan(from, keyspace, prefix)))
                            .elements(0);
            cursor = new String((byte[]) found.get(0), UTF_8);
            List<Entry> entries = new ArrayList<>();
            for (Object key : (List<?>) found.get(1)) {
                entries.add(keyspace.entry(null, client.shard().id((byte[]) key, keyspace)));
            }
            if (!entries.isEmpty()) {
                eviction.accept(entries, List.of());
            }
            evicted += entries.size();
        } while (!cursor.equals("0"));
        return evicted;
    }
}
