package io.hibernateredis.internal.delivery;

import io.hibernateredis.internal.protocol.Shard;
import io.hibernateredis.internal.redis.Call;
import io.hibernateredis.internal.redis.Replies;
import java.util.List;

/**
 * What this JVM keeps near, as those see it who invalidate: it learns of their own invalidations
 * with their answer, before anything else happens. Thread-safe.
 */
public interface Mirrors {

    /** Nothing is near. */
    Mirrors NONE =
            () ->
                    new Message() {
                        @Override
                        public List<Call> with(Call call, Shard shard, Shard.Caller caller) {
                            return List.of(call);
                        }

                        @Override
                        public void answered(Replies replies) {}

                        @Override
                        public void failed() {}
                    };

    /** To be called before a message is sent. */
    Message message();

    /** Something may have been invalidated of which this JVM's mirror has not been told. */
    default void suspend() {
        message().failed();
    }

    /** A message that invalidates. */
    interface Message {

        /** The calls of the message: the one that invalidates first. */
        List<Call> with(Call call, Shard shard, Shard.Caller caller);

        void answered(Replies replies);

        /** It may have run. */
        void failed();
    }
}
