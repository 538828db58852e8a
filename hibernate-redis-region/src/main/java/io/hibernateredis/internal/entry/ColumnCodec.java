package io.hibernateredis.internal.entry;

import io.hibernateredis.internal.codec.Codec;
import io.hibernateredis.internal.codec.CodecFormat;
import io.hibernateredis.internal.codec.CorruptEntryException;

/**
 * Encodes column values outside the closed set, such as JSON documents, with the same codec as in
 * an entity, as a value inside the closed set. Thread-safe.
 */
public final class ColumnCodec {

    private final CodecFormat format;
    private final Codec<Object> codec;

    @SuppressWarnings("unchecked")
    ColumnCodec(CodecFormat format, Codec<?> codec) {
        this.format = format;
        this.codec = (Codec<Object>) codec;
    }

    public Object write(Object value) {
        return codec instanceof ConvertingCodec<?, ?> converting
                ? converting.convert(value)
                : format.encode(codec, value);
    }

    public Object read(Object written) {
        if (codec instanceof ConvertingCodec<?, ?> converting) {
            return converting.revert(written);
        }
        if (written instanceof byte[] bytes) {
            return format.decode(codec, bytes, 0, bytes.length);
        }
        throw new CorruptEntryException("A column value that is not bytes");
    }
}
