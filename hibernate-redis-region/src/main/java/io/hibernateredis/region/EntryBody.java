package io.hibernateredis.region;

import io.hibernateredis.codec.CorruptEntryException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What lies behind the header of an entry: a seal of eight bytes, then the payload. The seal is the
 * fingerprint of the mapping combined with a checksum of the payload, so that another mapping's
 * bytes and damaged ones are told at once.
 */
final class EntryBody {

    private EntryBody() {}

    /**
     * @throws io.hibernateredis.codec.UnsupportedValueException if the value has no form
     */
    static byte[] of(EntryForm form, Object value) {
        byte[] payload = form.encode(value);
        return ByteBuffer.allocate(Long.BYTES + payload.length)
                .putLong(seal(form, payload, 0))
                .put(payload)
                .array();
    }

    /**
     * @param from where the body begins
     * @throws CorruptEntryException if it is another mapping's, or not what was written
     */
    static Object read(EntryForm form, byte[] bytes, int from) {
        int payload = from + Long.BYTES;
        if (bytes.length < payload
                || ByteBuffer.wrap(bytes).getLong(from) != seal(form, bytes, payload)) {
            throw new CorruptEntryException("another mapping's, another version's, or damaged");
        }
        try {
            return form.decode(bytes, payload, bytes.length - payload);
        } catch (OutOfMemoryError | StackOverflowError | LinkageError e) {
            // A session that can do without what is cached is not to fail for it.
            throw new CorruptEntryException("it could not be read: " + e, e);
        }
    }

    /** For equal payloads, seals are equal only if fingerprints are. */
    private static long seal(EntryForm form, byte[] bytes, int payload) {
        var checksum = new CRC32C();
        checksum.update(bytes, payload, bytes.length - payload);
        return form.fingerprint() ^ checksum.getValue();
    }
}
