package io.hibernateredis.internal.redis;

import io.hibernateredis.internal.recording.MessageRecording;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Commands that were sent, and whose answers are outstanding.
 *
 * @param identity of the server that they were sent to
 * @param recording of the message, or null
 */
record Post(
        List<Call> calls,
        long identity,
        ReplyHandler handler,
        @Nullable MessageRecording recording) {}
