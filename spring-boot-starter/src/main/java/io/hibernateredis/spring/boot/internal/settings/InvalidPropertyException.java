package io.hibernateredis.spring.boot.internal.settings;

import org.jspecify.annotations.Nullable;

/** A property cannot be used. The message names the property, the rule, and the value. */
public final class InvalidPropertyException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String property;
    private final String action;

    /**
     * @param property the property that is to be changed
     * @param action what the application may do instead
     */
    public InvalidPropertyException(
            String property, String message, String action, @Nullable Throwable cause) {
        super(message, cause);
        this.property = property;
        this.action = action;
    }

    public String property() {
        return property;
    }

    public String action() {
        return action;
    }
}
