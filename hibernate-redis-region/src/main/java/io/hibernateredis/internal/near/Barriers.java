package io.hibernateredis.internal.near;

import io.hibernateredis.internal.delivery.ShardClient;
import io.hibernateredis.internal.redis.OversizedReplyException;
import io.hibernateredis.internal.redis.RedisUnavailableException;
import io.hibernateredis.internal.redis.Replies;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Asks what was invalidated before a transaction is served what is near, so that writers need not
 * wait for this JVM. It has no thread and no connection of its own. Thread-safe.
 *
 * <ol>
 *   <li>One question is on its way at a time.
 *   <li>Those who come meanwhile make up a round. Whoever of them is first to ask closes the round,
 *       and only then makes the question and sends it: so it is sent after all of them came.
 *   <li>They all take over what became of it. Who comes after the round was closed is of the next.
 * </ol>
 */
public final class Barriers implements Following {

    private static final String NOT_WAITED_FOR = "";

    private final ShardClient client;
    private final Mirror mirror;
    private final ReentrantLock asking = new ReentrantLock();
    private final ReentrantLock joining = new ReentrantLock();

    /** Guarded by {@code joining}. */
    private @Nullable Round open;

    /** Those who share a question. Guarded by {@code asking}. */
    private static final class Round {

        private boolean over;
        private Mirror.@Nullable Lease lease;
        private @Nullable RuntimeException failure;
    }

    public Barriers(ShardClient client, Mirror mirror) {
        this.client = client;
        this.mirror = mirror;
    }

    @Override
    public void start() {}

    @Override
    public Mirror.@Nullable Lease lease() {
        return null;
    }

    @Override
    public Mirror.@Nullable Lease ask() {
        Round mine = join();
        asking.lock();
        try {
            if (!mine.over) {
                mine.over = true;
                closeRound();
                ask(mine);
            }
            if (mine.failure != null) {
                throw mine.failure;
            }
            return mine.lease;
        } finally {
            asking.unlock();
        }
    }

    private Round join() {
        joining.lock();
        try {
            if (open == null) {
                open = new Round();
            }
            return open;
        } finally {
            joining.unlock();
        }
    }

    private void closeRound() {
        joining.lock();
        try {
            open = null;
        } finally {
            joining.unlock();
        }
    }

    private void ask(Round round) {
        Question question = question();
        try {
            Replies replies = client.send((shard, caller) -> List.of(question.call(shard, caller)));
            if (!client.believes(replies.identity())) {
                throw new RedisUnavailableException(
                        "another server answered, or none has proved lately that it may be used",
                        null);
            }
            question.answered(replies, 0);
            round.lease = question.lease();
        } catch (OversizedReplyException e) {
            question.tooLarge();
            round.failure = e;
        } catch (RuntimeException e) {
            round.failure = e;
        }
    }

    @Override
    public Question question() {
        return new Question(client, mirror, NOT_WAITED_FOR);
    }

    @Override
    public Message message() {
        return new OwnMessage(question(), mirror::suspend);
    }

    @Override
    public void suspend() {
        mirror.suspend();
    }

    @Override
    public void close() {
        mirror.suspend();
    }
}
