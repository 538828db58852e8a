package io.hibernateredis.internal.protection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.internal.codec.CorruptEntryException;
import io.hibernateredis.internal.codec.Digests;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that bodies are encrypted with, by <a
 * href="https://c2sp.org/XAES-256-GCM">XAES-256-GCM</a>. Immutable.
 *
 * <p>AES-GCM with a random nonce of 96 bits is good for 2^32 messages of a key, which a cache that
 * stores a thousand entries a second has used up in fifty days. Here each nonce has 192 bits: the
 * first half makes a key of its own for AES-GCM, the other half is its nonce. That is good for
 * 2^80.
 */
final class ValueKey {

    static final int BYTES = 32;
    static final int NONCE = 24;
    static final int TAG = 16;

    private static final int BLOCK = 16;
    private static final int HALF = NONCE / 2;
    private static final int REDUCTION = 0x87;

    private final SecretKeySpec key;
    private final byte[] mask;
    private final int id;

    /** What stands in an entry for a key: 32 bits that tell nothing of it. */
    ValueKey(byte[] bytes) {
        this.key = new SecretKeySpec(bytes, "AES");
        this.mask = doubled(blocks(new byte[BLOCK]));
        byte[] label = "io.hibernateredis value key".getBytes(UTF_8);
        byte[] labelled = Arrays.copyOf(label, label.length + bytes.length);
        System.arraycopy(bytes, 0, labelled, label.length, bytes.length);
        this.id = ByteBuffer.wrap(Digests.sha256(labelled)).getInt();
    }

    /** Names the key in entries. Two keys may have the same. */
    int id() {
        return id;
    }

    /** Multiplies by x in the field of CMAC. */
    private static byte[] doubled(byte[] block) {
        byte[] doubled = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            int next = i + 1 < BLOCK ? (block[i + 1] & 0xff) >> 7 : 0;
            doubled[i] = (byte) (block[i] << 1 | next);
        }
        if (block[0] < 0) {
            doubled[BLOCK - 1] ^= (byte) REDUCTION;
        }
        return doubled;
    }

    private byte[] blocks(byte[] plain) {
        try {
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key);
            return cipher.doFinal(plain);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM does not encrypt by AES with 256 bits", e);
        }
    }

    private SecretKeySpec derived(byte[] nonce, int at) {
        byte[] input = new byte[2 * BLOCK];
        for (int i = 0; i < 2; i++) {
            int block = i * BLOCK;
            input[block + 1] = (byte) (i + 1);
            input[block + 2] = 'X';
            System.arraycopy(nonce, at, input, block + BLOCK - HALF, HALF);
            for (int j = 0; j < BLOCK; j++) {
                input[block + j] ^= mask[j];
            }
        }
        return new SecretKeySpec(blocks(input), "AES");
    }

    private Cipher cipher(int mode, byte[] nonce, int at, byte[] bound)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        var parameters = new GCMParameterSpec(TAG * Byte.SIZE, nonce, at + HALF, HALF);
        cipher.init(mode, derived(nonce, at), parameters);
        cipher.updateAAD(bound);
        return cipher;
    }

    /**
     * Encrypts all of some bytes behind a nonce.
     *
     * @param bound what the result is worth nothing without
     * @param to holds the nonce, and room behind it for the bytes and their {@link #TAG}
     * @param nonce where the nonce begins, which must never be used again
     */
    void seal(byte[] plain, byte[] bound, byte[] to, int nonce) {
        try {
            cipher(Cipher.ENCRYPT_MODE, to, nonce, bound)
                    .doFinal(plain, 0, plain.length, to, nonce + NONCE);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("it could not be encrypted", e);
        }
    }

    /**
     * Decrypts what lies behind a nonce, up to the end.
     *
     * @throws CorruptEntryException if it was not sealed with this key and these bound bytes, or
     *     was changed
     */
    void open(byte[] sealed, int nonce, byte[] bound, byte[] to, int at) {
        int from = nonce + NONCE;
        try {
            cipher(Cipher.DECRYPT_MODE, sealed, nonce, bound)
                    .doFinal(sealed, from, sealed.length - from, to, at);
        } catch (GeneralSecurityException e) {
            throw new CorruptEntryException("it is not as it was encrypted", e);
        }
    }
}
