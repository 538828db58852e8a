package io.hibernateredis.internal.codec;

import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A row: a fixed number of named columns, each null, or a value of its own codec, or one of the
 * placeholders, which are recognised and given back by identity.
 */
final class RowCodec extends Codec<@Nullable Object[]> {
    private final RowLayout layout;
    private final Codec<?>[] codecs;

    RowCodec(String[] names, Codec<?>[] codecs, Object... placeholders) {
        super(signature(names, codecs, placeholders.length));
        this.layout = new RowLayout(names, placeholders);
        this.codecs = codecs.clone();
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
        out.writeRow(values, layout, this::writeColumn);
    }

    @Override
    public @Nullable Object[] read(Input in) {
        return in.readRow(layout, codecs);
    }

    private void writeColumn(Output out, int column, Object value) {
        try {
            Output.writeUnchecked(codecs[column], out, value);
        } catch (ClassCastException e) {
            throw new UnsupportedValueException(
                    layout.name(column) + " has no form for a " + value.getClass().getName(), e);
        } catch (UnsupportedValueException e) {
            throw new UnsupportedValueException(layout.name(column) + ": " + e.getMessage(), e);
        }
    }
}
