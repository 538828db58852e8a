package io.hibernateredis.internal.codec;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes JSON: rows as objects, sequences and values of several parts as arrays, a placeholder as a
 * property with {@code ?} and its index behind its name.
 */
final class JsonOutput extends Output implements AutoCloseable {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    private final JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes);

    byte[] toByteArray() {
        json.flush();
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        json.close();
    }

    @Override
    public boolean readable() {
        return true;
    }

    @Override
    public void begin() {
        json.writeStartArray();
    }

    @Override
    public void end() {
        json.writeEndArray();
    }

    @Override
    public void writeBoolean(boolean value) {
        json.writeBoolean(value);
    }

    @Override
    public void writeByte(byte value) {
        json.writeNumber(value);
    }

    @Override
    public void writeLong(long value) {
        json.writeNumber(value);
    }

    @Override
    public void writeFixedLong(long value) {
        json.writeNumber(value);
    }

    @Override
    public void writeFloat(float value) {
        if (Float.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeString(Float.toString(value));
        }
    }

    @Override
    public void writeDouble(double value) {
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeString(Double.toString(value));
        }
    }

    @Override
    public void writeText(String value) {
        if (Texts.isWellFormed(value)) {
            json.writeString(value);
        } else {
            json.writeStartArray();
            json.writeBinary(Texts.toUtf16(value));
            json.writeEndArray();
        }
    }

    @Override
    public void writeBytes(byte[] value) {
        json.writeBinary(value);
    }

    @Override
    public void writeSequence(@Nullable Object[] values, Writer<?>... writers) {
        json.writeStartArray();
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value == null) {
                json.writeNull();
            } else {
                writeUnchecked(writers[i % writers.length], this, value);
            }
        }
        json.writeEndArray();
    }

    @Override
    void writeRow(@Nullable Object[] values, RowLayout row, ColumnWriter columns) {
        json.writeStartObject();
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            int placeholder = value == null ? -1 : row.placeholder(value);
            if (placeholder >= 0) {
                json.writeBooleanProperty(row.name(i) + "?" + placeholder, true);
            } else if (value == null) {
                json.writeNullProperty(row.name(i));
            } else {
                json.writeName(row.name(i));
                columns.write(this, i, value);
            }
        }
        json.writeEndObject();
    }
}
