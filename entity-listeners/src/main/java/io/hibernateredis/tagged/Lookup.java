package io.hibernateredis.tagged;

import io.hibernateredis.internal.protocol.ComputeLock;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.protocol.Tag;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks for values, and asks whether they are valid. For one thread. */
final class Lookup {

    private final TaggedCache cache;
    private boolean isPointless;

    Lookup(TaggedCache cache) {
        this.cache = cache;
    }

    /**
     * Whether, as it turned out at last, what is computed now would not be kept: Redis gave no
     * answer, or the tags are being written, by this transaction or another.
     */
    boolean isPointless() {
        return isPointless;
    }

    /**
     * The values that are valid, by their keys; expired ones among them.
     *
     * @param tags what they are known to depend on
     * @param lock taken in the same round trip, if not null and nobody else has it
     */
    Map<String, StoredValue> find(
            Collection<String> keys, ValueType<?> type, Set<Tag> tags, @Nullable ComputeLock lock) {
        Snapshot snapshot = cache.snapshot();
        List<String> asked = List.copyOf(keys);
        List<Entry> entries = asked.stream().map(cache::entry).toList();
        isPointless = snapshot.isOfUncommitted();
        if (snapshot.hasChanged(tags)) {
            return Map.of();
        }
        ReadResult reading = cache.store().read(entries, tags, lock);
        isPointless |= reading == null || tags.stream().anyMatch(reading::isInFlight);
        if (reading == null) {
            return Map.of();
        }
        Map<String, StoredValue> found = new LinkedHashMap<>();
        Set<Tag> unasked = new HashSet<>();
        for (int i = 0; i < asked.size(); i++) {
            StoredEntry bytes = reading.found().get(i);
            StoredValue value = bytes == null ? null : StoredValue.of(type, bytes);
            if (value != null && isValid(value, tags, reading) && !snapshot.hides(value.loaded())) {
                found.put(asked.get(i), value);
                unasked.addAll(value.tags());
            }
        }
        unasked.removeAll(tags);
        if (unasked.isEmpty()) {
            return found;
        }
        // The entry was read before: what is invalidated meanwhile shows in the scores.
        ReadResult more =
                snapshot.hasChanged(unasked) ? null : cache.store().read(List.of(), unasked);
        if (more == null || more.nonce() != reading.nonce()) {
            return Map.of();
        }
        found.values()
                .removeIf(
                        value ->
                                value.tags().stream()
                                        .anyMatch(
                                                tag ->
                                                        unasked.contains(tag)
                                                                && value.loaded()
                                                                        < more.invalidated(tag)));
        return found;
    }

    private static boolean isValid(StoredValue value, Set<Tag> tags, ReadResult reading) {
        return tags.stream().allMatch(tag -> value.loaded() >= reading.invalidated(tag));
    }
}
