package io.hibernateredis.internal.codec;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hashes that every JVM computes alike. */
public final class Digests {

    /** Never updated: to copy it is cheaper than to have the JDK look for its provider. */
    private static final MessageDigest SHA_256 = digest("SHA-256");

    private Digests() {}

    public static byte[] sha256(byte[] bytes) {
        return newSha256().digest(bytes);
    }

    /** The first 64 bits of the SHA-256. */
    public static long sha256Long(byte[] bytes) {
        return ByteBuffer.wrap(sha256(bytes)).getLong();
    }

    /** For what is hashed in parts. */
    public static MessageDigest newSha256() {
        try {
            return (MessageDigest) SHA_256.clone();
        } catch (CloneNotSupportedException e) {
            return digest("SHA-256");
        }
    }

    /** As Redis computes it, for comparison only: hexadecimal, lower case. */
    public static String sha1Hex(byte[] bytes) {
        return HexFormat.of().formatHex(digest("SHA-1").digest(bytes));
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has " + algorithm, e);
        }
    }
}
