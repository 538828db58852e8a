package io.hibernateredis.internal.redis;

import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a connection failed: what lies at the bottom of the exceptions, in one sentence. */
final class Reason {

    private static final int MAX_DEPTH = 16;

    private Reason() {}

    static String of(Throwable failure) {
        Throwable bottom = bottom(failure, MAX_DEPTH);
        String text = message(bottom);
        if (text.contains("DB index")) {
            return text + ", which is the number that hibernate.cache.redis.uri ends in";
        }
        String top = message(failure);
        if (find(failure, SSLException.class, MAX_DEPTH) != null) {
            return "TLS failed: " + text + adviceOn(failure, text);
        }
        return bottom == failure || top.contains(text) ? top : top + " (" + text + ")";
    }

    private static String adviceOn(Throwable failure, String text) {
        if (text.contains("subject alternative") || text.contains("No name matching")) {
            return " (the certificate is another host's than hibernate.cache.redis.uri names)";
        }
        return find(failure, CertificateException.class, MAX_DEPTH) != null
                        || text.contains("certification path")
                ? " (the certificate is not trusted by the JVM's trust store,"
                        + " javax.net.ssl.trustStore)"
                : "";
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return failure.getClass().getSimpleName();
        }
        return message.replaceFirst("[.\\s]+$", "");
    }

    /** The failures of each address of a host are among the suppressed. */
    private static @Nullable Throwable below(Throwable failure) {
        if (failure.getCause() != null) {
            return failure.getCause();
        }
        Throwable[] suppressed = failure.getSuppressed();
        return suppressed.length == 0 ? null : suppressed[0];
    }

    private static Throwable bottom(Throwable failure, int depth) {
        Throwable below = below(failure);
        return below == null || depth == 0 ? failure : bottom(below, depth - 1);
    }

    private static @Nullable Throwable find(
            Throwable failure, Class<? extends Throwable> type, int depth) {
        if (type.isInstance(failure)) {
            return failure;
        }
        Throwable below = below(failure);
        return below == null || depth == 0 ? null : find(below, type, depth - 1);
    }
}
