package io.hibernateredis.capture.internal;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is logged, once for each change of the state. */
final class CaptureLog {

    private static final Logger LOG = LoggerFactory.getLogger("io.hibernateredis.capture");

    private CaptureLog() {}

    static void changed(String slot, Phase state, @Nullable Throwable cause) {
        switch (state) {
            case STREAMING -> LOG.info("slot {}: changes of the database are read", slot);
            case STANDBY ->
                    LOG.info("slot {}: another process reads it; this one takes over then", slot);
            case CONNECTING ->
                    LOG.warn(
                            "slot {}: changes of the database are not read at present, and what"
                                    + " others write is not evicted until they are: {}",
                            slot,
                            String.valueOf(cause));
            case REDIS_UNREACHABLE ->
                    LOG.warn(
                            "slot {}: Redis cannot be told of changes of the database; they are"
                                    + " kept there until it can be: {}",
                            slot,
                            String.valueOf(cause));
            case CLOSED -> LOG.info("slot {}: closed", slot);
        }
    }

    static void made(String slot) {
        LOG.warn(
                "slot {}: made anew; what was written before is unknown, so that all mapped tables"
                        + " were evicted",
                slot);
    }
}
