package io.hibernateredis.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some keys. While others store and delete entries, a key may be missing or occur twice.
 *
 * @param names of entries as {@link CacheAdmin#entry} takes them; of other keys, what follows the
 *     namespace
 * @param cursor where to go on, or null if these were the last
 */
public record KeyPage(List<String> names, @Nullable String cursor) {

    public KeyPage {
        names = List.copyOf(names);
    }
}
