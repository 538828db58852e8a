package io.hibernateredis.internal.protection;

import io.hibernateredis.internal.codec.CorruptEntryException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a namespace, or none. Immutable; no text of it, nor of what is thrown, tells any.
 *
 * <p>A sealed body is the number of the form, the id of the key, a nonce, and what was encrypted,
 * which is a body in another form.
 */
public final class ProtectionKeys {

    /** Nothing is encrypted, and nothing that is can be read. */
    public static final ProtectionKeys NONE = new ProtectionKeys(List.of(), null);

    /** How long each key is. */
    public static final int BYTES = ValueKey.BYTES;

    static final byte SEALED = 3;
    static final int OVERHEAD = 1 + Integer.BYTES + ValueKey.NONCE + ValueKey.TAG;

    private static final int NONCE_AT = 1 + Integer.BYTES;

    private final List<ValueKey> values;
    private final @Nullable NameKey names;
    private final SecureRandom random = new SecureRandom();

    private ProtectionKeys(List<ValueKey> values, @Nullable NameKey names) {
        this.values = values;
        this.names = names;
    }

    /**
     * Keys of {@link #BYTES} each.
     *
     * @param values the first one writes, all read
     */
    public static ProtectionKeys of(List<byte[]> values, byte[] names) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("there must be one key of values at least");
        }
        return new ProtectionKeys(
                values.stream().map(bytes -> new ValueKey(bytes.clone())).toList(),
                new NameKey(names.clone()));
    }

    /** Null if names stand as they are. */
    public @Nullable NameKey names() {
        return names;
    }

    /**
     * Encrypts with the first key.
     *
     * @param bound the key of Redis that it is to lie under
     */
    byte[] sealed(byte[] plain, byte[] bound) {
        byte[] nonce = new byte[ValueKey.NONCE];
        random.nextBytes(nonce);
        ValueKey key = values.get(0);
        byte[] sealed = new byte[plain.length + OVERHEAD];
        ByteBuffer.wrap(sealed).put(SEALED).putInt(key.id()).put(nonce);
        key.seal(plain, bound, sealed, NONCE_AT);
        return sealed;
    }

    /**
     * Decrypts the body of an entry.
     *
     * @param header how many bytes stand before it, which are kept
     * @throws CorruptEntryException if it was sealed with another key, for another place, or was
     *     changed
     */
    byte[] opened(byte[] entry, int header, byte[] bound) {
        if (entry.length < header + OVERHEAD) {
            throw new CorruptEntryException("its encrypted body ends too early");
        }
        int id = ByteBuffer.wrap(entry).getInt(header + 1);
        byte[] opened = new byte[entry.length - OVERHEAD];
        System.arraycopy(entry, 0, opened, 0, header);
        CorruptEntryException failure = null;
        for (ValueKey key : values) {
            if (key.id() == id) {
                try {
                    key.open(entry, header + NONCE_AT, bound, opened, header);
                    return opened;
                } catch (CorruptEntryException e) {
                    failure = e;
                }
            }
        }
        throw failure == null
                ? new CorruptEntryException(
                        "it is encrypted with a key that this JVM does not have")
                : failure;
    }

    @Override
    public String toString() {
        return values.isEmpty() ? "no keys" : values.size() + " keys";
    }
}
