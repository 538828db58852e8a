package io.hibernateredis.tagged.internal;

import io.hibernateredis.internal.protocol.ComputeLock;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.store.NearScope;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads values, and checks whether they are valid. For one thread. */
public final class Lookup {

    private final ValueStore values;
    private boolean isPointless;

    public Lookup(ValueStore values) {
        this.values = values;
    }

    /**
     * Whether, by the last look, what is computed now would not be kept: Redis gave no answer, or
     * the tags are being written, by this transaction or another.
     */
    boolean isPointless() {
        return isPointless;
    }

    /**
     * The values that are valid, by their keys; expired ones among them.
     *
     * @param tags what they are known to depend on
     * @param lock taken in the same round trip, if it is not null and free
     */
    public Map<String, StoredValue> find(
            Collection<String> keys, JsonType type, Set<Tag> tags, @Nullable ComputeLock lock) {
        ThreadView view = values.view();
        List<String> asked = List.copyOf(keys);
        List<Entry> entries = asked.stream().map(values::entry).toList();
        isPointless = view.isOfUncommitted();
        if (view.hasChanged(tags)) {
            return Map.of();
        }
        ReadResult reading = values.store().read(entries, tags, lock, new NearScope());
        isPointless |= reading == null || tags.stream().anyMatch(reading::isInFlight);
        if (reading == null) {
            return Map.of();
        }
        Map<String, StoredValue> found = new LinkedHashMap<>();
        Set<Tag> unasked = new HashSet<>();
        for (int i = 0; i < asked.size(); i++) {
            StoredEntry bytes = reading.found().get(i);
            StoredValue value = bytes == null ? null : StoredValue.of(type, bytes);
            if (value != null && isValid(value, tags, reading) && !view.hides(value.loaded())) {
                found.put(asked.get(i), value);
                unasked.addAll(value.tags());
            }
        }
        unasked.removeAll(tags);
        return unasked.isEmpty() ? found : valid(found, unasked, view, reading.nonce());
    }

    /** The values of which no other tag was invalidated either, at the cost of a round trip. */
    private Map<String, StoredValue> valid(
            Map<String, StoredValue> found, Set<Tag> unasked, ThreadView view, long nonce) {
        // The entry was read before: an invalidation in between shows in the scores.
        ReadResult more = view.hasChanged(unasked) ? null : values.store().read(List.of(), unasked);
        if (more == null || more.nonce() != nonce) {
            return Map.of();
        }
        found.values()
                .removeIf(
                        value ->
                                value.tags().stream()
                                        .filter(unasked::contains)
                                        .anyMatch(tag -> value.loaded() < more.invalidated(tag)));
        return found;
    }

    private static boolean isValid(StoredValue value, Set<Tag> tags, ReadResult reading) {
        return tags.stream().allMatch(tag -> value.loaded() >= reading.invalidated(tag));
    }
}
