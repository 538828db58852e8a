package io.hibernateredis.internal.codec;

import java.util.ArrayList;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** Reads what {@link JsonOutput} wrote: the same properties in the same order. */
final class JsonInput extends Input {
    // A text can be as long as its entry, which Redis bounds.
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    private static final Set<String> NOT_FINITE = Set.of("NaN", "Infinity", "-Infinity");

    private final JsonParser json;
    private @Nullable JsonToken peeked;

    JsonInput(byte[] bytes, int offset, int length) {
        json = FACTORY.createParser(ObjectReadContext.empty(), bytes, offset, length);
    }

    @Override
    public boolean readable() {
        return true;
    }

    @Override
    public void begin() {
        require(JsonToken.START_ARRAY);
    }

    @Override
    public void end() {
        require(JsonToken.END_ARRAY);
    }

    @Override
    public boolean readBoolean() {
        var token = next();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw unexpected(token, "a boolean");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    @Override
    public byte readByte() {
        return (byte) readInt(Byte.MIN_VALUE, Byte.MAX_VALUE);
    }

    @Override
    public long readLong() {
        require(JsonToken.VALUE_NUMBER_INT);
        return json.getLongValue();
    }

    @Override
    public long readFixedLong() {
        return readLong();
    }

    @Override
    public float readFloat() {
        return Float.parseFloat(readNumber());
    }

    @Override
    public double readDouble() {
        return Double.parseDouble(readNumber());
    }

    private String readNumber() {
        var token = next();
        boolean number =
                token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT;
        // Numbers of JSON are finite; a text that the JDK parses as a number may be long.
        if (!number
                && !(token == JsonToken.VALUE_STRING && NOT_FINITE.contains(json.getString()))) {
            throw unexpected(token, "a number");
        }
        return json.getString();
    }

    @Override
    public String readText() {
        var token = next();
        if (token == JsonToken.VALUE_STRING) {
            return json.getString();
        }
        if (token != JsonToken.START_ARRAY) {
            throw unexpected(token, "a text");
        }
        byte[] utf16 = readBytes();
        end();
        return Texts.fromUtf16(utf16, 0, utf16.length);
    }

    @Override
    public byte[] readBytes() {
        require(JsonToken.VALUE_STRING);
        return json.getBinaryValue();
    }

    @Override
    public @Nullable Object[] readSequence(Reader<?>... readers) {
        require(JsonToken.START_ARRAY);
        enter();
        var values = new ArrayList<@Nullable Object>();
        while (peek() != JsonToken.END_ARRAY) {
            values.add(readNullable(readers[values.size() % readers.length]));
        }
        next();
        leave();
        return values.toArray();
    }

    @Override
    @Nullable Object[] readRow(RowLayout row, Reader<?>[] columns) {
        require(JsonToken.START_OBJECT);
        var values = new @Nullable Object[row.size()];
        for (int i = 0; i < values.length; i++) {
            require(JsonToken.PROPERTY_NAME);
            var name = json.currentName();
            values[i] =
                    name.equals(row.name(i))
                            ? readNullable(columns[i])
                            : readPlaceholder(row, i, name);
        }
        require(JsonToken.END_OBJECT);
        return values;
    }

    private Object readPlaceholder(RowLayout row, int column, String name) {
        for (int i = 0; i < row.placeholders().length; i++) {
            if (name.equals(row.name(column) + "?" + i)) {
                require(JsonToken.VALUE_TRUE);
                return row.placeholders()[i];
            }
        }
        throw new CorruptEntryException("Property " + row.name(column) + " is missing");
    }

    private @Nullable Object readNullable(Reader<?> reader) {
        if (peek() == JsonToken.VALUE_NULL) {
            next();
            return null;
        }
        return reader.read(this);
    }

    @Override
    void requireEnd() {
        if (peeked != null || json.nextToken() != null) {
            throw new CorruptEntryException("More follows the value");
        }
    }

    private @Nullable JsonToken peek() {
        if (peeked == null) {
            peeked = next();
        }
        return peeked;
    }

    private JsonToken next() {
        var token = peeked == null ? json.nextToken() : peeked;
        peeked = null;
        if (token == null) {
            throw new CorruptEntryException("The JSON ends too early");
        }
        return token;
    }

    private void require(JsonToken wanted) {
        var token = next();
        if (token != wanted) {
            throw unexpected(token, wanted.toString());
        }
    }

    private static CorruptEntryException unexpected(JsonToken token, String wanted) {
        return new CorruptEntryException("Found " + token + " in place of " + wanted);
    }
}
