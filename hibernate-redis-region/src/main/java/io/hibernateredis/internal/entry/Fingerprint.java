package io.hibernateredis.internal.entry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.internal.codec.CodecFormat;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.TimeZone;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/** The first 64 bits of a hash of everything that a layout depends on. */
public final class Fingerprint {
    private Fingerprint() {}

    static long of(CodecFormat format, SessionFactoryImplementor factory, String layout) {
        var whole = format.signature() + "|" + zone(factory, layout) + "|" + layout;
        return ByteBuffer.wrap(sha256(whole.getBytes(UTF_8))).getLong();
    }

    // Legacy dates hold the database's value as seen in the time zone of the JVM that read it.
    private static String zone(SessionFactoryImplementor factory, String layout) {
        if (!layout.contains("legacydate")
                && !layout.contains("calendar")
                && !layout.contains("tagged")) {
            return "";
        }
        var jdbcZone = factory.getSessionFactoryOptions().getJdbcTimeZone();
        return (jdbcZone == null ? TimeZone.getDefault() : jdbcZone).getID();
    }

    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
