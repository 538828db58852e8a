package io.hibernateredis.codec;

import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A row: a fixed number of named columns, each null, or a value of its own form, or one of the
 * placeholders, which are recognised and given back by identity.
 */
final class RowForm extends Form<@Nullable Object[]> {
    private final String[] names;
    private final Form<?>[] forms;
    private final Object[] placeholders;

    RowForm(String[] names, Form<?>[] forms, Object... placeholders) {
        super(signature(names, forms, placeholders.length));
        this.names = names.clone();
        this.forms = forms.clone();
        this.placeholders = placeholders.clone();
    }

    private static String signature(String[] names, Form<?>[] forms, int placeholders) {
        var joiner = new StringJoiner(",", "row" + placeholders + "(", ")");
        for (int i = 0; i < names.length; i++) {
            joiner.add(names[i].length() + ":" + names[i] + "=" + forms[i].signature());
        }
        return joiner.toString();
    }

    @Override
    public void write(Output out, @Nullable Object[] values) {
        if (values.length != forms.length) {
            throw new UnsupportedValueException(
                    values.length + " values for " + forms.length + " columns");
        }
        out.writeRow(values, this);
    }

    @Override
    public @Nullable Object[] read(Input in) {
        return in.readRow(this);
    }

    void writeColumn(Output out, int column, Object value) {
        try {
            Form.writeUnchecked(forms[column], out, value);
        } catch (ClassCastException e) {
            throw new UnsupportedValueException(
                    names[column] + " has no form for a " + value.getClass().getName(), e);
        } catch (UnsupportedValueException e) {
            throw new UnsupportedValueException(names[column] + ": " + e.getMessage(), e);
        }
    }

    int size() {
        return forms.length;
    }

    int bitmapBits() {
        return placeholders.length == 0 ? forms.length : forms.length + 1;
    }

    String[] names() {
        return names;
    }

    Form<?>[] forms() {
        return forms;
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
