package io.hibernateredis.tagged;

import io.hibernateredis.tagged.internal.JsonType;
import io.hibernateredis.tagged.internal.JsonValues;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JavaType;

/**
 * The type of a cached value, with its type arguments. It is always given by the caller, never read
 * from Redis. Immutable.
 */
public final class ValueType<T> {

    private final JsonType json;

    private ValueType(JavaType type) {
        this.json = new JsonType(type);
    }

    /** A class without type arguments. */
    public static <T> ValueType<T> of(Class<T> type) {
        return new ValueType<>(JsonValues.MAPPER.constructType(type));
    }

    /** Such as {@code new TypeReference<Map<String, List<Price>>>() {}}. */
    public static <T> ValueType<T> of(TypeReference<T> type) {
        return new ValueType<>(JsonValues.MAPPER.constructType(type));
    }

    /** A list of values of a class. */
    public static <T> ValueType<List<T>> listOf(Class<T> element) {
        return new ValueType<>(
                JsonValues.MAPPER.getTypeFactory().constructCollectionType(List.class, element));
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // it was read as this type; a null is kept, too
    T cast(@Nullable Object value) {
        return (T) value;
    }

    JsonType json() {
        return json;
    }

    @Override
    public String toString() {
        return json.toString();
    }
}
