package io.hibernateredis.internal.entry;

import io.hibernateredis.internal.codec.CorruptEntryException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The body of an entry, after its header: a seal of eight bytes, then the payload. The seal
 * combines the fingerprint of the mapping with a checksum of the payload, which detects both
 * entries of another mapping and damaged ones.
 */
public final class EntryBody {

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
                .putLong(seal(codec, payload, 0))
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
                || ByteBuffer.wrap(bytes).getLong(from) != seal(codec, bytes, payload)) {
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

    /** For equal payloads, seals are equal only if fingerprints are. */
    private static long seal(EntryCodec codec, byte[] bytes, int payload) {
        var checksum = new CRC32C();
        checksum.update(bytes, payload, bytes.length - payload);
        return codec.fingerprint() ^ checksum.getValue();
    }
}
