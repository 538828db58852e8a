package io.hibernateredis.internal.session;

import io.hibernateredis.internal.protocol.Entry;
import java.util.ArrayDeque;
import java.util.Deque;
import org.hibernate.event.spi.LoadEvent;
import org.jspecify.annotations.Nullable;

/**
 * The nested loads by id that a session is executing. A cached entity that is found records its
 * natural id here, because Hibernate asks for it once the entity's associations are loaded. Not
 * thread-safe, like its session.
 */
public final class RunningLoads {

    private final Deque<Load> running = new ArrayDeque<>();

    private static final class Load {

        private final LoadEvent event;
        private @Nullable Entry naturalId;
        private @Nullable Object id;

        Load(LoadEvent event) {
            this.event = event;
        }
    }

    /** Begins a load, which ends with the same event. */
    public void begin(LoadEvent event) {
        running.push(new Load(event));
    }

    /** Ends a load, and the failed loads nested in it. */
    public void end(LoadEvent event) {
        for (Load load : running) {
            if (load.event == event) {
                while (running.pop() != load) {
                    // A failed load fires no end event.
                }
                return;
            }
        }
    }

    /** Records that the entity being loaded was found, with its natural id. */
    public void found(Entry naturalId, Object id) {
        Load load = running.peek();
        if (load != null && load.naturalId == null && id.equals(load.event.getEntityId())) {
            load.naturalId = naturalId;
            load.id = id;
        }
    }

    /** The id of the entity being loaded, if it has this natural id. Can be taken once. */
    public @Nullable Object idOf(Entry naturalId) {
        Load load = running.peek();
        if (load == null || load.naturalId == null || !load.naturalId.equals(naturalId)) {
            return null;
        }
        load.naturalId = null;
        return load.id;
    }

    void clear() {
        running.clear();
    }
}
