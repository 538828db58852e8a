package io.hibernateredis.internal.protection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Replaces names that tell data, by HMAC-SHA-256. Immutable. */
public final class NameKey {

    /** Entries whose names are equal would be taken for each other. */
    private static final int BYTES_OF_NAME = 20;

    private static final String HMAC = "HmacSHA256";
    private static final Base64.Encoder BASE_64 = Base64.getUrlEncoder().withoutPadding();

    private final SecretKeySpec key;

    /** Never updated: to copy it is cheaper than to have the JDK look for its provider. */
    private final Mac initialized;

    NameKey(byte[] bytes) {
        this.key = new SecretKeySpec(bytes, HMAC);
        this.initialized = newMac();
    }

    private Mac newMac() {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has " + HMAC, e);
        }
    }

    private byte[] hash(String text) {
        Mac mac;
        try {
            mac = (Mac) initialized.clone();
        } catch (CloneNotSupportedException e) {
            mac = newMac();
        }
        return mac.doFinal(text.getBytes(UTF_8));
    }

    /** What stands for a name: 27 characters of the URL-safe base64. */
    public String hidden(String name) {
        return BASE_64.encodeToString(Arrays.copyOf(hash(name), BYTES_OF_NAME));
    }

    /** A number that JVMs of this key have in common, and others do not. */
    public long digest() {
        return ByteBuffer.wrap(hash("io.hibernateredis name key")).getLong();
    }
}
