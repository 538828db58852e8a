package io.hibernateredis.internal.codec;

import java.io.Serial;

/**
 * Thrown when bytes are not an entry that could have been written: to the cache, that is a miss.
 */
public final class CorruptEntryException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    public CorruptEntryException(String message) {
        super(message);
    }

    public CorruptEntryException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * What is to be thrown when reading bytes, or using what they hold, failed. Code of the
     * application may have run (converters, constructors), so this can be anything.
     *
     * @throws VirtualMachineError the failure itself if the bytes cannot be its reason; that the
     *     stack is used up may be
     */
    public static CorruptEntryException of(Throwable failure, String message) {
        if (failure instanceof CorruptEntryException corrupt) {
            return corrupt;
        }
        if (failure instanceof VirtualMachineError error
                && !(failure instanceof StackOverflowError)) {
            throw error;
        }
        // Not its message, which may reveal what the bytes hold.
        return new CorruptEntryException(message + ": " + failure.getClass().getName(), failure);
    }
}
