package io.hibernateredis.internal.transaction;

import io.hibernateredis.internal.protocol.ComputeLock;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.PendingPut;
import io.hibernateredis.internal.store.Store;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one unit of work has loaded and not sent yet, and the locks that it took for it. Not
 * thread-safe.
 */
final class PendingPuts {

    /** They are sent in messages of at most this many entries, if as many may be sent at all. */
    private static final int MAX_PUTS = 1000;

    private final Store store;

    // Most units need neither of these: what is empty may be shared.
    private Map<Entry, PendingPut> puts = Collections.emptyMap();
    private List<ComputeLock> locks = List.of();
    private @Nullable BooleanSupplier awaited;

    PendingPuts(Store store) {
        this.store = store;
    }

    boolean isEmpty() {
        return puts.isEmpty();
    }

    /** Whether they have to be sent before another is added. */
    boolean areFull() {
        return puts.size() >= Math.min(MAX_PUTS, store.maxChanges());
    }

    void add(PendingPut put) {
        if (puts.isEmpty()) {
            puts = new LinkedHashMap<>();
        }
        puts.put(put.entry(), put);
    }

    void remove(Entry entry) {
        puts.remove(entry);
    }

    void removeAll(Keyspace keyspace) {
        puts.keySet().removeIf(entry -> entry.keyspace().floor().equals(keyspace.floor()));
    }

    List<PendingPut> all() {
        return List.copyOf(puts.values());
    }

    void clear() {
        puts = Collections.emptyMap();
        awaited = null;
    }

    /** Sends them, and releases the locks that were taken for them in the same message. */
    void send(LoadTime loaded) {
        List<PendingPut> toSend = all();
        puts = Collections.emptyMap();
        Set<Entry> sent = toSend.stream().map(PendingPut::entry).collect(Collectors.toSet());
        store.put(
                loaded,
                toSend,
                locks.stream()
                        .filter(ComputeLock::isHeld)
                        .filter(lock -> sent.contains(lock.entry()))
                        .toList(),
                awaited != null && awaited.getAsBoolean());
    }

    /** Has what is sent until the end of the operation waited for, if a condition holds by then. */
    void awaitIf(BooleanSupplier condition) {
        awaited = condition;
    }

    /** Has a lock released at the end of the operation. */
    void releaseAtEnd(ComputeLock lock) {
        if (!locks.contains(lock)) {
            if (locks.isEmpty()) {
                locks = new ArrayList<>();
            }
            locks.add(lock);
        }
    }

    /** The operation is over. */
    void endOperation() {
        store.release(locks);
        locks = List.of();
        awaited = null;
    }
}
