package io.hibernateredis.internal.recording;

/**
 * A message to Redis that is being recorded. For one thread at a time; what ends it is called once.
 */
public interface MessageRecording {

    /**
     * It is about to be sent; called again if it is sent again.
     *
     * @param kind of the message, in a word
     * @param commands of the message, and scripts by their names
     */
    void sending(String node, String kind, String commands, long bytes);

    /**
     * It was answered, and waited for.
     *
     * @param bytes of the answer, without what the protocol of Redis adds
     * @param outcome {@code answered}, or the error code with which Redis refused a command
     */
    void answered(long bytes, String outcome);

    /** As {@link #answered}, after it was posted. */
    void postAnswered(long bytes, String outcome);

    /** It was not answered, and may have been sent or not. */
    void failed(String why);
}
