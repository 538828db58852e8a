package io.hibernateredis.internal.recording;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** An entry that was loaded from the database and not stored. */
@Name("io.hibernateredis.PutRefused")
@Label("Refused put")
@Category({"Hibernate Redis"})
@StackTrace(false)
final class PutRefusedEvent extends Event {

    private static final PutRefusedEvent ANY = new PutRefusedEvent();

    @Label("Namespace")
    String namespace = "";

    @Label("Region")
    String region = "";

    @Label("Reason")
    @Description(
            "invalidated: something it depends on, since it was loaded; index: it was lost since,"
                    + " or forgot what was then; no room: too many groupings of a table are in use")
    String reason = "";

    @Label("Entry")
    @Description("A hash of its name")
    String entry = "";

    static boolean isRecorded() {
        return ANY.isEnabled();
    }

    static void commit(String namespace, String region, String reason, long entry) {
        var event = new PutRefusedEvent();
        event.namespace = namespace;
        event.region = region;
        event.reason = reason;
        event.entry = Long.toHexString(entry);
        event.commit();
    }
}
