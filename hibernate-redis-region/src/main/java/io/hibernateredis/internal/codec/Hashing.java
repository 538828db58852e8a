package io.hibernateredis.internal.codec;

import java.net.URL;
import java.util.Collection;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/**
 * What may be put into sets, and into maps as keys, when it comes from bytes. A {@link URL} asks
 * the network for its host's address in order to be hashed; and many values of one hash take time
 * by the square of their number.
 */
final class Hashing {
    private static final int MAX_OF_ONE_HASH = 100;

    private Hashing() {}

    /**
     * @throws UnsupportedValueException if a value must not be hashed
     */
    static void requireWritable(Collection<?> values) {
        for (Object value : values) {
            if (holdsUrl(value)) {
                throw new UnsupportedValueException(
                        "A URL in a set, or as a key, has no form: it looks up its host");
            }
        }
    }

    /**
     * @param step the distance of the values that are hashed
     * @throws CorruptEntryException if a value must not be hashed, or too many are of one hash
     */
    static void requireSafe(@Nullable Object[] values, int step) {
        var counts = new HashMap<Integer, Integer>();
        for (int i = 0; i < values.length; i += step) {
            Object value = values[i];
            if (holdsUrl(value)) {
                throw new CorruptEntryException("A URL that would be hashed");
            }
            if (values.length > MAX_OF_ONE_HASH
                    && value != null
                    && counts.merge(value.hashCode(), 1, Integer::sum) > MAX_OF_ONE_HASH) {
                throw new CorruptEntryException("Too many values of one hash");
            }
        }
    }

    private static boolean holdsUrl(@Nullable Object value) {
        if (value instanceof Collection<?> values) {
            for (Object each : values) {
                if (holdsUrl(each)) {
                    return true;
                }
            }
        }
        return value instanceof URL;
    }
}
