package io.hibernateredis.spring;

import io.hibernateredis.tagged.LoadTimestamp;
import io.hibernateredis.tagged.TaggedCache;
import io.hibernateredis.tagged.ValueType;
import io.hibernateredis.tags.Tags;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.cache.support.SimpleValueWrapper;

/** A tagged cache as Spring resolves it for one call of a method. Thread-safe. */
final class SpringCache implements Cache {

    private final String name;
    private final TaggedCache cache;
    private final ValueType<Object> type;
    private final Duration ttl;
    private final Function<Object, Tags> tags;

    /** Before the method was called: its value is loaded no earlier. */
    private final LoadTimestamp resolved;

    @SuppressWarnings("unchecked") // Spring's caches are of Object; what is put is checked
    SpringCache(
            String name,
            TaggedCache cache,
            ValueType<?> type,
            Duration ttl,
            Function<Object, Tags> tags) {
        this.name = name;
        this.cache = cache;
        this.type = (ValueType<Object>) type;
        this.ttl = ttl;
        this.tags = tags;
        this.resolved = cache.loadTime();
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public Object getNativeCache() {
        return cache;
    }

    @Override
    public @Nullable ValueWrapper get(Object key) {
        return cache.find(text(key), type, tags.apply(key))
                .map(found -> new SimpleValueWrapper(found.value()))
                .orElse(null);
    }

    @Override
    @SuppressWarnings("unchecked") // checked, unless the caller does not say
    public <T> @Nullable T get(Object key, @Nullable Class<T> as) {
        ValueWrapper found = get(key);
        Object value = found == null ? null : found.get();
        if (value != null && as != null && !as.isInstance(value)) {
            throw new IllegalStateException(
                    "cache " + name + " holds values of " + type + ", not of " + as.getName());
        }
        return (T) value;
    }

    @Override
    @SuppressWarnings("unchecked") // the cache's own type, or what the loader gave
    public <T> @Nullable T get(Object key, Callable<T> loader) {
        return (T)
                cache.getOrCompute(
                        text(key),
                        type,
                        ttl,
                        tags.apply(key),
                        () -> {
                            try {
                                return loader.call();
                            } catch (Exception e) {
                                throw new ValueRetrievalException(key, loader, e);
                            }
                        });
    }

    @Override
    public void put(Object key, @Nullable Object value) {
        Map<String, @Nullable Object> values = new java.util.HashMap<>();
        values.put(text(key), value);
        cache.putAll(values, type, ttl, tags.apply(key), resolved);
    }

    @Override
    public void evict(Object key) {
        cache.evict(text(key));
    }

    @Override
    public void clear() {
        cache.clear();
    }

    /**
     * A text that differs for different keys.
     *
     * @throws IllegalArgumentException if there is none
     */
    static String text(Object key) {
        if (key instanceof Collection<?> several) {
            var text = new StringBuilder("[");
            for (Object each : several) {
                String part = each == null ? "null" : text(each);
                text.append(part.length()).append(':').append(part);
            }
            return text.append(']').toString();
        }
        if (key instanceof Object[] several) {
            return text(Arrays.asList(several));
        }
        if (key instanceof String) {
            return "'" + key;
        }
        if (key instanceof Enum<?> constant) {
            return constant.name();
        }
        if (key instanceof Number
                || key instanceof Boolean
                || key instanceof UUID
                || key == SimpleKey.EMPTY) {
            return key.toString();
        }
        throw new IllegalArgumentException(
                "a "
                        + key.getClass().getName()
                        + " has no text of its own: name the key, such as key = \"#id\", or for"
                        + " several key = \"{#one, #other}\"");
    }
}
