package io.hibernateredis.internal.entry;

import io.hibernateredis.internal.codec.CorruptEntryException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What lies behind the header of an entry: a seal of eight bytes, then the payload. The seal is the
 * fingerprint of the mapping combined with a checksum of the payload, so that another mapping's
 * bytes and damaged ones are told at once.
 */
public final class EntryBody {

    private EntryBody() {}

    /**
     * @throws io.hibernateredis.internal.codec.UnsupportedValueException if the value has no form
     */
    public static byte[] of(EntryCodec codec, Object value) {
        byte[] payload = codec.encode(value);
        return ByteBuffer.allocate(Long.BYTES + payload.length)
                .putLong(seal(codec, payload, 0))
                .put(payload)
                .array();
    }

    /**
     * @param from where the body begins
     * @throws CorruptEntryException if it is another mapping's, or not what was written
     */
    public static Object read(EntryCodec codec, byte[] bytes, int from) {
        int payload = from + Long.BYTES;
        if (bytes.length < payload
                || ByteBuffer.wrap(bytes).getLong(from) != seal(codec, bytes, payload)) {
            throw new CorruptEntryException("another mapping's, another version's, or damaged");
        }
        try {
            return codec.decode(bytes, payload, bytes.length - payload);
        } catch (OutOfMemoryError | StackOverflowError | LinkageError e) {
            // A session that can do without what is cached is not to fail for it.
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
