package io.hibernateredis.internal.redis;

import io.hibernateredis.internal.recording.MessageRecording;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/** What is recorded of messages and answers: names of commands, sizes and codes, and no values. */
final class MessageSummary {

    private MessageSummary() {}

    static void sending(MessageRecording recording, String node, List<Call> calls) {
        recording.sending(
                node,
                kind(calls),
                String.join(" ", calls.stream().map(Call::name).toList()),
                calls.stream().mapToLong(Call::size).sum());
    }

    private static String kind(List<Call> calls) {
        String first = calls.isEmpty() ? "none" : calls.get(0).name();
        return first.equals("get") || first.equals("mget") ? "read" : first;
    }

    static void answered(MessageRecording recording, List<Object> replies) {
        recording.answered(size(replies), outcome(replies));
    }

    static void postAnswered(MessageRecording recording, List<Object> replies) {
        recording.postAnswered(size(replies), outcome(replies));
    }

    static void failed(MessageRecording recording, RuntimeException why) {
        recording.failed(
                why instanceof RedisRefusedException
                        ? code(why)
                        : String.valueOf(why.getMessage()));
    }

    private static long size(@Nullable Object reply) {
        if (reply instanceof byte[] bytes) {
            return bytes.length;
        }
        return reply instanceof List<?> elements
                ? elements.stream().mapToLong(MessageSummary::size).sum()
                : 0;
    }

    private static String outcome(List<Object> replies) {
        for (Object reply : replies) {
            if (reply instanceof RedisRefusedException || reply instanceof JedisDataException) {
                return code((RuntimeException) reply);
            }
        }
        return "answered";
    }

    /** An error of Redis may repeat the arguments behind its code. */
    private static String code(RuntimeException error) {
        String first = String.valueOf(error.getMessage()).split("\\s", 2)[0];
        return first.matches("[A-Z]+") ? "refused: " + first : "refused";
    }
}
