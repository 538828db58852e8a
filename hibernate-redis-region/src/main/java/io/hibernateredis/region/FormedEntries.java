package io.hibernateredis.region;

import io.hibernateredis.codec.CodecFormat;
import io.hibernateredis.codec.Form;
import io.hibernateredis.codec.UnsupportedValueException;
import org.jspecify.annotations.Nullable;

/** Entries of one form, in one format. */
record FormedEntries(
        CodecFormat format, Form<Object> form, long fingerprint, @Nullable String problem)
        implements EntryForm {

    @Override
    public byte[] encode(Object entry) {
        try {
            return format.encode(form, entry);
        } catch (ClassCastException e) {
            throw new UnsupportedValueException(e.getMessage() + " in " + form.signature(), e);
        }
    }

    @Override
    public Object decode(byte[] bytes, int offset, int length) {
        return format.decode(form, bytes, offset, length);
    }
}
