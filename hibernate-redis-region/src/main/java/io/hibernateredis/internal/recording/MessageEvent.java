package io.hibernateredis.internal.recording;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** A message to Redis. */
@Category({"Hibernate Redis"})
@StackTrace(false)
abstract class MessageEvent extends Event {

    @Label("Node")
    @Description("Where Redis is, as configured, without the password")
    String node = "";

    @Label("Kind")
    @Description("read, put, open, close, evict, tick and others")
    String kind = "";

    @Label("Commands")
    @Description("In their order; scripts by their names")
    String commands = "";

    @DataAmount
    @Label("Bytes sent")
    long bytesSent;

    @DataAmount
    @Label("Bytes received")
    long bytesReceived;

    @Label("Attempts")
    @Description("2 if it was sent again over another connection")
    int attempts;

    @Label("Outcome")
    @Description("answered, or the error that Redis answered with, or why there was no answer")
    String outcome = "";

    @Name("io.hibernateredis.Message")
    @Label("Message to Redis")
    @Description("A message that was waited for")
    @Threshold("10 ms")
    static final class Awaited extends MessageEvent {}

    @Name("io.hibernateredis.PostedMessage")
    @Label("Posted message to Redis")
    @Description(
            "A put or a close that was not waited for, and ended when its answer was read, by"
                    + " whoever used the connection next")
    @Threshold("10 ms")
    static final class Posted extends MessageEvent {}

    @Name("io.hibernateredis.MessageFailed")
    @Label("Message to Redis without an answer")
    static final class Failed extends MessageEvent {}
}
