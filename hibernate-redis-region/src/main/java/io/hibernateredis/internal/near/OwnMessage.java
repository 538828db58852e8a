package io.hibernateredis.internal.near;

import io.hibernateredis.internal.delivery.Mirrors;
import io.hibernateredis.internal.protocol.Shard;
import io.hibernateredis.internal.redis.Call;
import io.hibernateredis.internal.redis.Replies;
import java.util.List;

/** A message of this JVM that invalidates, and brings what it has invalidated. */
final class OwnMessage implements Mirrors.Message {

    private final Question question;
    private final Runnable whenFailed;

    /**
     * @param whenFailed is run if it is not known what was invalidated
     */
    OwnMessage(Question question, Runnable whenFailed) {
        this.question = question;
        this.whenFailed = whenFailed;
    }

    @Override
    public List<Call> with(Call call, Shard shard, Shard.Caller caller) {
        return List.of(call, question.call(shard, caller));
    }

    @Override
    public void answered(Replies replies) {
        boolean applied = false;
        try {
            question.answered(replies, 1);
            applied = true;
        } finally {
            if (!applied) {
                failed();
            }
        }
    }

    @Override
    public void failed() {
        whenFailed.run();
    }
}
