package io.hibernateredis.internal.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answers to the commands of one exchange, in their order, and the identity of the server. */
public final class Replies {

    /** What {@link #scores} gives for a member that is not there. */
    public static final long ABSENT = Long.MIN_VALUE;

    /** As many fit into a long whatever they are. */
    private static final int MAX_DIGITS = 18;

    private final long identity;
    private final List<Object> replies;

    Replies(long identity, List<Object> replies) {
        this.identity = identity;
        this.replies = replies;
    }

    /** The identity of the server, as the handshake of the connection used read it. */
    public long identity() {
        return identity;
    }

    /**
     * The value of a GET, or null if there is none.
     *
     * @throws RedisRefusedException if Redis answered with an error
     */
    public byte @Nullable [] bytes(int position) {
        return (byte[]) answer(position);
    }

    /**
     * Whether the answer is other than null.
     *
     * @throws RedisRefusedException if Redis answered with an error
     */
    public boolean isSet(int position) {
        return answer(position) != null;
    }

    /**
     * The values of an MGET; null where there is none.
     *
     * @throws RedisRefusedException if Redis answered with an error
     */
    public List<byte @Nullable []> list(int position) {
        return elements(position).stream().map(element -> (byte[]) element).toList();
    }

    /**
     * The scores of a ZMSCORE, each a whole number or {@link #ABSENT}.
     *
     * @throws RedisRefusedException if Redis answered with an error
     */
    public long[] scores(int position) {
        List<?> elements = elements(position);
        long[] scores = new long[elements.size()];
        Arrays.setAll(scores, i -> score(elements.get(i)));
        return scores;
    }

    /**
     * A whole number, as a counter's.
     *
     * @throws RedisRefusedException if Redis answered with an error
     */
    public long number(int position) {
        return answer(position) instanceof Long number ? number : 0;
    }

    /**
     * What a script returned.
     *
     * @throws RedisRefusedException if Redis answered with an error
     */
    public List<?> elements(int position) {
        return answer(position) instanceof List<?> list ? list : List.of();
    }

    /** Whether a command was answered with an error. */
    public boolean isRefused(int position) {
        return replies.get(position) instanceof RedisRefusedException;
    }

    /** Whether one of the answers is that this server takes no writes at present. */
    public boolean sayServerCannotWrite() {
        for (Object reply : replies) {
            if (reply instanceof RedisRefusedException refusal && refusal.saysServerCannotWrite()) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Object answer(int position) {
        if (position >= replies.size()) {
            throw new RedisRefusedException("no reply to command " + position);
        }
        Object reply = replies.get(position);
        if (reply instanceof RedisRefusedException refusal) {
            throw refusal;
        }
        return reply;
    }

    private static long score(@Nullable Object reply) {
        if (reply instanceof Double number) {
            return number.longValue();
        }
        return reply instanceof byte[] text ? wholeNumber(text) : ABSENT;
    }

    private static long wholeNumber(byte[] text) {
        long number = 0;
        for (byte digit : text) {
            if (digit < '0' || digit > '9' || text.length > MAX_DIGITS) {
                return wholeNumber(new String(text, UTF_8));
            }
            number = 10 * number + (digit - '0');
        }
        return text.length == 0 ? ABSENT : number;
    }

    private static long wholeNumber(String text) {
        try {
            return text.indexOf('.') < 0 && text.indexOf('e') < 0
                    ? Long.parseLong(text)
                    : (long) Double.parseDouble(text);
        } catch (NumberFormatException e) {
            // Redis writes an infinite score as "inf": nothing is newer.
            return text.equals("inf") ? Long.MAX_VALUE : ABSENT;
        }
    }
}
