package io.hibernateredis.spring.boot.internal.settings;

/**
 * The value of a setting.
 *
 * @param property what the application has set, for messages
 */
public record Setting(Object value, String property) {}
