package io.hibernateredis.region;

import io.hibernateredis.codec.CodecFormat;
import io.hibernateredis.codec.CorruptEntryException;
import io.hibernateredis.codec.Form;

/**
 * How values of a column are written that are outside the closed set, JSON documents for instance:
 * by the same form as in an entity, and so as a value that is inside it. Thread-safe.
 */
final class ColumnForm {

    private final CodecFormat format;
    private final Form<Object> form;

    @SuppressWarnings("unchecked")
    ColumnForm(CodecFormat format, Form<?> form) {
        this.format = format;
        this.form = (Form<Object>) form;
    }

    Object write(Object value) {
        return form instanceof ConvertingForm<?, ?> converting
                ? converting.convert(value)
                : format.encode(form, value);
    }

    Object read(Object written) {
        if (form instanceof ConvertingForm<?, ?> converting) {
            return converting.revert(written);
        }
        if (written instanceof byte[] bytes) {
            return format.decode(form, bytes, 0, bytes.length);
        }
        throw new CorruptEntryException("A column of no bytes");
    }
}
