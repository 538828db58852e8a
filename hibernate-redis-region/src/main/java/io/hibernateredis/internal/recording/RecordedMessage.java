package io.hibernateredis.internal.recording;

import org.jspecify.annotations.Nullable;

/** Records a message as one of three events, whichever it turns out to be. */
final class RecordedMessage implements MessageRecording {

    private static final MessageEvent AWAITED = new MessageEvent.Awaited();
    private static final MessageEvent POSTED = new MessageEvent.Posted();
    private static final MessageEvent FAILED = new MessageEvent.Failed();

    private final MessageEvent awaited = new MessageEvent.Awaited();
    private final MessageEvent posted = new MessageEvent.Posted();
    private final MessageEvent failed = new MessageEvent.Failed();
    private String node = "";
    private String kind = "";
    private String commands = "";
    private long bytesSent;
    private int attempts;

    private RecordedMessage() {
        awaited.begin();
        posted.begin();
        failed.begin();
    }

    static @Nullable MessageRecording begun() {
        return AWAITED.isEnabled() || POSTED.isEnabled() || FAILED.isEnabled()
                ? new RecordedMessage()
                : null;
    }

    @Override
    public void sending(String to, String kindOfIt, String itsCommands, long bytes) {
        node = to;
        kind = kindOfIt;
        commands = itsCommands;
        bytesSent = bytes;
        attempts++;
    }

    @Override
    public void answered(long bytes, String outcome) {
        commit(awaited, bytes, outcome);
    }

    @Override
    public void postAnswered(long bytes, String outcome) {
        commit(posted, bytes, outcome);
    }

    @Override
    public void failed(String why) {
        commit(failed, 0, why);
    }

    private void commit(MessageEvent event, long bytesReceived, String outcome) {
        event.end();
        if (!event.shouldCommit()) {
            return;
        }
        event.node = node;
        event.kind = kind;
        event.commands = commands;
        event.bytesSent = bytesSent;
        event.bytesReceived = bytesReceived;
        event.attempts = attempts;
        event.outcome = outcome;
        event.commit();
    }
}
