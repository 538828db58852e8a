package io.hibernateredis.internal.redis;

/**
 * Learns what became of commands whose answers their sender did not wait for. Called once, by
 * whichever thread reads the answers; it should be quick, and what it throws is ignored.
 */
public interface ReplyHandler {

    /** Redis answered. */
    void answered(Replies replies);

    /** No answer will come: the commands may have run or not. */
    void failed(RuntimeException cause);
}
