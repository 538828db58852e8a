package io.hibernateredis.sample;

/**
 * A command line that cannot be obeyed; its message names the option, the rule and the value given.
 */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
