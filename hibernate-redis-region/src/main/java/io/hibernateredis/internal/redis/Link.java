package io.hibernateredis.internal.redis;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A connection, what is known of the server at its other end, and the posted commands whose answers
 * are outstanding on it. Redis answers in the order of the commands, so these are read before the
 * answers to what is sent next, by the exchange that sends it. For one thread at a time, as handed
 * over by those who take links and give them back.
 */
final class Link {

    /** Beyond so many, their answers are read before more is posted. */
    private static final int MAX_OUTSTANDING = 32;

    private final Queue<Post> outstanding = new ArrayDeque<>();

    private @Nullable Connection connection;
    private Deadlines.@Nullable Watched watched;

    // Volatile since others look at them before they take the link.
    private volatile boolean open;
    private volatile boolean owing;
    private final AtomicBoolean taken = new AtomicBoolean();
    private @Nullable Greeting greeting;
    private volatile long usedNanos;
    private long master;

    /**
     * What the server said when it was greeted.
     *
     * @param identity of the server
     * @param generation of the connections that were used then
     */
    record Greeting(long identity, long generation) {}

    boolean tryTake() {
        return !taken.get() && taken.compareAndSet(false, true);
    }

    void release() {
        taken.set(false);
    }

    /** Which master there was before the connection was opened. */
    long master() {
        return master;
    }

    void openedTo(long number) {
        master = number;
    }

    void used(long nanos) {
        usedNanos = nanos;
    }

    /** For how long nothing has been sent. */
    long idleNanos(long now) {
        return now - usedNanos;
    }

    /** The connection, which is closed if the link is not {@linkplain #isOpen open}. */
    Connection connection() {
        return Objects.requireNonNull(connection);
    }

    /** Begins with a connection. */
    void connect(Connection opened, @Nullable Greeting known) {
        connection = opened;
        watched = Deadlines.watch(opened);
        greeting = known;
        open = true;
    }

    /** What ends exchanges that last too long. */
    Deadlines.Watched watched() {
        return Objects.requireNonNull(watched);
    }

    /** Whether there is a connection, as far as can be told without taking the link. */
    boolean isOpen() {
        return open;
    }

    /** Whether answers are outstanding, as far as can be told without taking the link. */
    boolean isOwing() {
        return owing;
    }

    boolean isConnected() {
        return open && connection().isConnected();
    }

    /** The greeting on this connection, or null before it. */
    @Nullable Greeting greeting() {
        return greeting;
    }

    void greeted(Greeting answer) {
        greeting = answer;
    }

    /** Sends some commands, and waits for their answers and those outstanding. */
    List<Object> ask(List<Call> calls, Outcomes outcomes) {
        send(calls);
        readOutstanding(outcomes);
        List<Object> replies = connection().getMany(calls.size());
        outcomes.resend(this);
        understand(calls, replies);
        return replies;
    }

    /**
     * Sends some commands whose answers are left outstanding, once {@link #owe} is called, which is
     * to be done if nothing went wrong.
     */
    void post(List<Call> calls, Outcomes outcomes) {
        if (outstanding.size() >= MAX_OUTSTANDING) {
            settle(outcomes);
        }
        send(calls);
        ((LimitedConnection) connection()).flush();
    }

    void owe(Post post) {
        outstanding.add(post);
        owing = true;
    }

    /** Whether an answer that is outstanding has arrived, as far as that can be told. */
    boolean hasArrived() {
        return owing && ((LimitedConnection) connection()).hasArrived();
    }

    /** Waits for the answers outstanding. */
    void settle(Outcomes outcomes) {
        readOutstanding(outcomes);
        outcomes.resend(this);
    }

    private void send(List<Call> calls) {
        Connection to = connection();
        for (Call call : calls) {
            to.sendCommand(call.arguments());
        }
    }

    private void readOutstanding(Outcomes outcomes) {
        Post next = outstanding.peek();
        while (next != null) {
            List<Object> replies = connection().getMany(next.calls().size());
            outstanding.remove();
            outcomes.answered(next, replies);
            next = outstanding.peek();
        }
        owing = false;
    }

    /** Puts in place of each error what it means; a script that was forgotten is sent whole. */
    void understand(List<Call> calls, List<Object> replies) {
        for (int i = 0; i < replies.size(); i++) {
            if (replies.get(i) instanceof JedisDataException error) {
                replies.set(i, afterError(calls.get(i), error));
            }
        }
    }

    private Object afterError(Call call, JedisDataException error) {
        var refusal = refusal(error);
        var whole = call.whole();
        if (whole == null || !refusal.saysNoScript()) {
            return refusal;
        }
        try {
            connection().sendCommand(whole);
            return connection().getOne();
        } catch (JedisDataException again) {
            return refusal(again);
        }
    }

    static RedisRefusedException refusal(JedisDataException error) {
        return new RedisRefusedException(String.valueOf(error.getMessage()));
    }

    /** Drops the connection, without a word to the server, and with it what is outstanding. */
    void disconnect(Outcomes outcomes) {
        boolean wasOpen = open;
        open = false;
        greeting = null;
        if (!outstanding.isEmpty()) {
            outcomes.lost(outstanding);
            outstanding.clear();
        }
        owing = false;
        if (wasOpen) {
            disconnect(connection());
            watched().forget();
        }
    }

    /** As {@link #disconnect(Outcomes)}, where nothing is outstanding. */
    void disconnect() {
        disconnect(new Outcomes());
    }

    static void disconnect(Connection connection) {
        try {
            connection.forceDisconnect();
        } catch (IOException | RuntimeException e) {
            // It is not used again either way.
        }
    }
}
