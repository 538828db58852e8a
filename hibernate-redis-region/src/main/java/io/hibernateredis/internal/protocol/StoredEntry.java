package io.hibernateredis.internal.protocol;

import java.nio.ByteBuffer;

/**
 * An entry that was found valid.
 *
 * @param bytes the entry as it lies in Redis; its body begins at {@link #BODY}
 * @param loaded when it was loaded, microseconds on the index's clock
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StoredEntry(byte[] bytes, long loaded) {

    /** Where the body begins: behind the nonce of its index and its load time, eight bytes each. */
    public static final int BODY = 16;

    static long nonceOf(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong(0);
    }

    static long loadTimeOf(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong(8);
    }
}
