package io.hibernateredis.internal.codec;

import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A row: a fixed number of named columns, each null, or a value of its own form, or one of the
 * placeholders, which are recognised and given back by identity.
 */
final class RowCodec extends Codec<@Nullable Object[]> {
    private final String[] names;
    private final Codec<?>[] codecs;
    private final Object[] placeholders;

    RowCodec(String[] names, Codec<?>[] codecs, Object... placeholders) {
        super(signature(names, codecs, placeholders.length));
        this.names = names.clone();
        this.codecs = codecs.clone();
        this.placeholders = placeholders.clone();
    }

    private static String signature(String[] names, Codec<?>[] codecs, int placeholders) {
        var joiner = new StringJoiner(",", "row" + placeholders + "(", ")");
        for (int i = 0; i < names.length; i++) {
            joiner.add(names[i].length() + ":" + names[i] + "=" + codecs[i].signature());
        }
        return joiner.toString();
    }

    @Override
    public void write(Output out, @Nullable Object[] values) {
        if (values.length != codecs.length) {
            throw new UnsupportedValueException(
                    values.length + " values for " + codecs.length + " columns");
        }
        out.writeRow(values, this);
    }

    @Override
    public @Nullable Object[] read(Input in) {
        return in.readRow(this);
    }

    void writeColumn(Output out, int column, Object value) {
        try {
            Codec.writeUnchecked(codecs[column], out, value);
        } catch (ClassCastException e) {
            throw new UnsupportedValueException(
                    names[column] + " has no form for a " + value.getClass().getName(), e);
        } catch (UnsupportedValueException e) {
            throw new UnsupportedValueException(names[column] + ": " + e.getMessage(), e);
        }
    }

    int size() {
        return codecs.length;
    }

    int bitmapBits() {
        return placeholders.length == 0 ? codecs.length : codecs.length + 1;
    }

    String[] names() {
        return names;
    }

    Codec<?>[] codecs() {
        return codecs;
    }

    Object[] placeholders() {
        return placeholders;
    }

    /** The index of the placeholder that the value is, or -1. */
    int placeholder(@Nullable Object value) {
        for (int i = 0; i < placeholders.length; i++) {
            if (placeholders[i] == value) {
                return i;
            }
        }
        return -1;
    }

    /** The values with null in place of each placeholder: the array itself if there is none. */
    @Nullable Object[] withoutPlaceholders(@Nullable Object[] values) {
        @Nullable Object[] plain = values;
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null && placeholder(values[i]) >= 0) {
                if (plain == values) {
                    plain = values.clone();
                }
                plain[i] = null;
            }
        }
        return plain;
    }
}
