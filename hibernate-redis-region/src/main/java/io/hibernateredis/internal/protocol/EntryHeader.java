package io.hibernateredis.internal.protocol;

import io.hibernateredis.internal.protection.Bodies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes of every entry: one that says how the rest of the header is laid out, then the
 * nonce of the index and the load time, eight bytes each. What lies in Redis begins with one that
 * {@code index.lua} wrote.
 *
 * <p>An entry with another first byte is a miss. So a header may be laid out anew by a deployment
 * in steps: neither the old JVMs nor the new ones read what the others stored. Entries from before
 * there was a version begin with a nonce, whose first byte is 0, since it is less than 2^53.
 */
final class EntryHeader {

    /** Must be what {@code index.lua} writes; rises with every change of the layout. */
    static final byte VERSION = 2;

    static final int LENGTH = 1 + 2 * Long.BYTES;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private EntryHeader() {}

    /** An entry whose body is as it was given. */
    static byte[] entry(LoadTime loaded, byte[] body) {
        byte[] entry = new byte[LENGTH + Bodies.OVERHEAD + body.length];
        entry[0] = VERSION;
        LONGS.set(entry, 1, loaded.nonce());
        LONGS.set(entry, 1 + Long.BYTES, loaded.clock());
        return Bodies.plain(entry, LENGTH, body);
    }

    /** When an entry was loaded; null if the bytes begin with no header of this version. */
    static @Nullable LoadTime loadTime(byte[] entry) {
        if (entry.length < LENGTH || entry[0] != VERSION) {
            return null;
        }
        return new LoadTime((long) LONGS.get(entry, 1), (long) LONGS.get(entry, 1 + Long.BYTES));
    }
}
