package io.hibernateredis.internal.entry;

import io.hibernateredis.internal.codec.CorruptEntryException;
import io.hibernateredis.internal.codec.Seal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The body of an entry, after its header: a seal of eight bytes, then the payload. The seal
 * combines the fingerprint of the mapping with a checksum of the payload, which detects both
 * entries of another mapping and damaged ones.
 */
public final class EntryBody {

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private EntryBody() {}

    /**
     * Encodes a value to the body of an entry.
     *
     * @throws io.hibernateredis.internal.codec.UnsupportedValueException if the value cannot be
     *     encoded
     */
    public static byte[] of(EntryCodec codec, Object value) {
        byte[] payload = codec.encode(value);
        return ByteBuffer.allocate(Long.BYTES + payload.length)
                .putLong(Seal.of(codec.fingerprint(), payload, 0))
                .put(payload)
                .array();
    }

    /**
     * Decodes the body of an entry.
     *
     * @param from the position of the body
     * @throws CorruptEntryException if it belongs to another mapping or is damaged
     */
    public static Object read(EntryCodec codec, byte[] bytes, int from) {
        int payload = from + Long.BYTES;
        if (bytes.length < payload
                || (long) LONGS.get(bytes, from) != Seal.of(codec.fingerprint(), bytes, payload)) {
            throw new CorruptEntryException(
                    "it belongs to another mapping or version, or is damaged");
        }
        try {
            return codec.decode(bytes, payload, bytes.length - payload);
        } catch (OutOfMemoryError | StackOverflowError | LinkageError e) {
            // These errors come from the entry, and must not fail a session that can do without it.
            throw new CorruptEntryException("it could not be read: " + e, e);
        }
    }
}
