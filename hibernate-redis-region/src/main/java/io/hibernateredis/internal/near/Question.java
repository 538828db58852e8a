package io.hibernateredis.internal.near;

import io.hibernateredis.internal.delivery.ShardClient;
import io.hibernateredis.internal.protocol.Shard;
import io.hibernateredis.internal.redis.Call;
import io.hibernateredis.internal.redis.Replies;
import org.jspecify.annotations.Nullable;

/**
 * Asks, in one message, for what was invalidated since the last answer, and says what was applied.
 * To be made before the message is sent. For one thread.
 */
public final class Question {

    private final ShardClient client;
    private final Mirror mirror;
    private final String waitedFor;
    private final Mirror.Asked asked;
    private Mirror.@Nullable Lease lease;
    private boolean broughtEvents;

    /**
     * @param waitedFor id by which writers wait for the mirror, or empty if they do not
     */
    Question(ShardClient client, Mirror mirror, String waitedFor) {
        this.client = client;
        this.mirror = mirror;
        this.waitedFor = waitedFor;
        this.asked = mirror.ask();
    }

    public Call call(Shard shard, Shard.Caller caller) {
        return shard.follow(caller, waitedFor, asked.applied());
    }

    /** Has the answer applied. */
    public void answered(Replies replies, int position) {
        Shard.Answer answer = Shard.answer(replies, position);
        client.index().observe(answer.seen());
        lease = mirror.answered(asked, answer.seen(), answer.events());
        broughtEvents = answer.events() != null && !answer.events().isEmpty();
    }

    /** The answer was larger than what may be read: so would be that to the next question. */
    public void tooLarge() {
        mirror.restart();
    }

    /** Whether the answer held anything to apply, which is to be acknowledged. */
    boolean hasBroughtEvents() {
        return broughtEvents;
    }

    /** What the answer allows; null if nothing, or there is none. */
    public Mirror.@Nullable Lease lease() {
        return lease;
    }
}
