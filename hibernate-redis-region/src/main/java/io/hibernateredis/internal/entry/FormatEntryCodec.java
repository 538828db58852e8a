package io.hibernateredis.internal.entry;

import io.hibernateredis.internal.codec.Codec;
import io.hibernateredis.internal.codec.CodecFormat;
import io.hibernateredis.internal.codec.UnsupportedValueException;
import org.jspecify.annotations.Nullable;

/** Entries with one codec, in one format. */
record FormatEntryCodec(
        CodecFormat format, Codec<Object> codec, long fingerprint, @Nullable String problem)
        implements EntryCodec {

    @Override
    public byte[] encode(Object entry) {
        try {
            return format.encode(codec, entry);
        } catch (ClassCastException e) {
            throw new UnsupportedValueException(e.getMessage() + " in " + codec.signature(), e);
        }
    }

    @Override
    public Object decode(byte[] bytes, int offset, int length) {
        return format.decode(codec, bytes, offset, length);
    }
}
