package io.hibernateredis.spring.boot.internal.failure;

import io.hibernateredis.internal.settings.SettingsReader;
import org.hibernate.HibernateException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Tells what the cache has refused only when Hibernate started it. */
final class RefusedSettingAnalyzer implements FailureAnalyzer {

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (cause instanceof HibernateException
                    && message != null
                    && message.startsWith(SettingsReader.PREFIX)) {
                return analysis(message, cause);
            }
        }
        return null;
    }

    private static FailureAnalysis analysis(String message, Throwable cause) {
        return new FailureAnalysis(
                "The second-level cache in Redis cannot be started:\n\n    " + message,
                "Correct the setting. "
                        + SettingsReader.PREFIX
                        + "x_y is set by hibernate-redis.x-y, or by spring.jpa.properties."
                        + SettingsReader.PREFIX
                        + "x_y.",
                cause);
    }
}
