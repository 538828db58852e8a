package io.hibernateredis.internal.entry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.internal.codec.CodecFormat;
import io.hibernateredis.internal.codec.Digests;
import java.util.TimeZone;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/** The first 64 bits of a hash of everything that a layout depends on. */
final class LayoutFingerprint {
    private LayoutFingerprint() {}

    static long of(CodecFormat format, SessionFactoryImplementor factory, String layout) {
        var whole = format.signature() + "|" + zone(factory, layout) + "|" + layout;
        return Digests.sha256Long(whole.getBytes(UTF_8));
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
}
