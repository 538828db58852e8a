package io.hibernateredis.internal.codec;

import java.util.zip.CRC32C;

/**
 * Eight bytes before a payload, which combine a fingerprint of how it was encoded with a checksum:
 * they detect both what was encoded otherwise and what was damaged. No protection from forgery.
 */
public final class Seal {

    private Seal() {}

    /**
     * The seal of all bytes from a position on. For equal payloads, seals are equal only if
     * fingerprints are.
     */
    public static long of(long fingerprint, byte[] bytes, int from) {
        var checksum = new CRC32C();
        checksum.update(bytes, from, bytes.length - from);
        return fingerprint ^ checksum.getValue();
    }
}
