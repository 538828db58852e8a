package io.hibernateredis.tagged.internal;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;

/** A type whose values are kept as JSON, with its type arguments. Immutable. */
public final class JsonType {

    private final JavaType type;
    private final long fingerprint;

    public JsonType(JavaType type) {
        this.type = type;
        this.fingerprint = ValueShape.fingerprint(type);
    }

    /** Differs for types whose values are laid out differently. */
    long fingerprint() {
        return fingerprint;
    }

    public byte[] write(@Nullable Object value) {
        return JsonValues.MAPPER.writerFor(type).writeValueAsBytes(value);
    }

    public @Nullable Object read(byte[] bytes, int offset, int length) {
        return JsonValues.MAPPER.readerFor(type).readValue(bytes, offset, length);
    }

    @Override
    public String toString() {
        return type.toCanonical();
    }
}
