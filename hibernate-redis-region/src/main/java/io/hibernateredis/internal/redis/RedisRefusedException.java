package io.hibernateredis.internal.redis;

import java.util.Set;

/** Redis answered a command with an error, or is not a server that may be used. */
public final class RedisRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final Set<String> CANNOT_WRITE =
            Set.of(
                    "READONLY",
                    "NOREPLICAS",
                    "MISCONF",
                    "MASTERDOWN",
                    "LOADING",
                    "CLUSTERDOWN",
                    "MOVED",
                    "ASK",
                    "TRYAGAIN");

    public RedisRefusedException(String message) {
        super(message);
    }

    /**
     * Whether the answer says that this server takes no writes at present, whatever the command.
     */
    boolean saysServerCannotWrite() {
        String message = String.valueOf(getMessage()) + " ";
        // Before version 7, Redis wraps what a script met: "ERR Error running script ...:
        // -READONLY".
        return CANNOT_WRITE.stream()
                .anyMatch(c -> message.startsWith(c + " ") || message.contains("-" + c + " "));
    }

    boolean saysNoScript() {
        return String.valueOf(getMessage()).startsWith("NOSCRIPT");
    }
}
