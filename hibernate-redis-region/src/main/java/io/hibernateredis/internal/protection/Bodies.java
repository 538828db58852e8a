package io.hibernateredis.internal.protection;

import io.hibernateredis.internal.codec.CorruptEntryException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Writes bodies of entries in the form in which they are stored, and reads them in any.
 * Thread-safe.
 *
 * <p>The first byte says how the rest is to be read: 0 as it is; another number is that of a
 * compressor, and four bytes follow that hold the length of the body, then what was compressed; or
 * it is encrypted, as {@link ProtectionKeys} say, and the same begins anew inside.
 *
 * <p>Whatever lies in Redis, no more is allocated than the longest body may have, nor more than the
 * compressed bytes can give.
 */
public final class Bodies {

    /** How much longer a body is in Redis that is neither compressed nor encrypted. */
    public static final int OVERHEAD = 1;

    /** How much longer it is at most. */
    public static final int MOST_OVERHEAD = OVERHEAD + ProtectionKeys.OVERHEAD;

    private static final byte PLAIN = 0;
    private static final int COMPRESSED = 1 + Integer.BYTES;

    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final int longest;
    private final ProtectionKeys keys;

    /**
     * @param longest most bytes of a body that is read
     */
    public Bodies(int longest, ProtectionKeys keys) {
        this.longest = longest;
        this.keys = keys;
    }

    /**
     * Checks that a form can be written here.
     *
     * @throws IllegalArgumentException if a library is missing
     */
    public static void require(BodyForm form) {
        Compressors.require(form.compression());
    }

    /**
     * A body as it is to lie in Redis.
     *
     * @param key under which
     */
    public byte[] stored(byte[] body, BodyForm form, byte[] key) {
        byte[] compressed = compressed(body, form);
        byte[] stored =
                compressed == null ? plain(new byte[OVERHEAD + body.length], 0, body) : compressed;
        return form.encrypted() ? keys.sealed(stored, key) : stored;
    }

    private static byte @Nullable [] compressed(byte[] body, BodyForm form) {
        if (form.compression() == Compression.OFF || body.length < form.threshold()) {
            return null;
        }
        byte[] stored = Compressors.of(form.compression()).compress(body, COMPRESSED);
        if (stored != null) {
            stored[0] = Compressors.numberOf(form.compression());
            INTS.set(stored, 1, body.length);
        }
        return stored;
    }

    /** Writes a body as it is. */
    public static byte[] plain(byte[] to, int at, byte[] body) {
        to[at] = PLAIN;
        System.arraycopy(body, 0, to, at + OVERHEAD, body.length);
        return to;
    }

    /**
     * An entry with its body as it is.
     *
     * @param entry from Redis
     * @param header how many bytes stand before its body
     * @param key under which it lay
     * @param form in which it is to be stored: where that is encrypted, what is not is refused
     * @return the same array if that is how it lies there
     * @throws CorruptEntryException if it cannot be read
     */
    public byte[] read(byte[] entry, int header, byte[] key, BodyForm form) {
        if (entry.length <= header) {
            throw new CorruptEntryException("it has no body");
        }
        boolean sealed = entry[header] == ProtectionKeys.SEALED;
        if (form.encrypted() && !sealed) {
            throw new CorruptEntryException(
                    "it is not encrypted, as those of its region are to be");
        }
        byte[] opened = sealed ? keys.opened(entry, header, key) : entry;
        return opened[header] == PLAIN ? opened : decompressed(opened, header);
    }

    private byte[] decompressed(byte[] entry, int header) {
        Compressor compressor = Compressors.numbered(entry[header]);
        if (compressor == null) {
            throw new CorruptEntryException(
                    "its body is of form " + entry[header] + ", which this JVM cannot read");
        }
        int from = header + COMPRESSED;
        int length = entry.length < from ? -1 : (int) INTS.get(entry, header + 1);
        long most = (long) compressor.mostOfAByte() * (entry.length - from);
        if (length < 0 || length > longest || length > most) {
            throw new CorruptEntryException("it was compressed from " + length + " bytes");
        }
        byte[] plain = new byte[header + OVERHEAD + length];
        System.arraycopy(entry, 0, plain, 0, header);
        if (!compressor.decompress(entry, from, plain, header + OVERHEAD)) {
            throw new CorruptEntryException("it cannot be decompressed");
        }
        return plain;
    }
}
