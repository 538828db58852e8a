package io.hibernateredis.capture.internal;

import java.time.Duration;
import java.util.Properties;

/**
 * Where changes are read from.
 *
 * @param properties of connections
 * @param retry how long to wait before another attempt
 */
public record Source(
        String url, Properties properties, String slot, String publication, Duration retry) {}
