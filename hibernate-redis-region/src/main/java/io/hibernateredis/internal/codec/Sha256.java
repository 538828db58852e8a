package io.hibernateredis.internal.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** SHA-256 hashes, where a long text or value must be identified by a short one. */
public final class Sha256 {

    private static final Base64.Encoder BASE_64 = Base64.getUrlEncoder().withoutPadding();

    private Sha256() {}

    public static byte[] of(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform must support SHA-256", e);
        }
    }

    public static byte[] of(String text) {
        return of(text.getBytes(UTF_8));
    }

    /** The hash as base64url without padding, 43 characters. */
    public static String base64(byte[] bytes) {
        return BASE_64.encodeToString(of(bytes));
    }
}
