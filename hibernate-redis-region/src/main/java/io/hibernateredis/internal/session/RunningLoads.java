package io.hibernateredis.internal.session;

import io.hibernateredis.internal.protocol.Entry;
import java.util.ArrayDeque;
import java.util.Deque;
import org.hibernate.event.spi.LoadEvent;
import org.jspecify.annotations.Nullable;

/**
 * The loads by id that a session is executing; they nest. An entity that is found cached tells its
 * natural id, for which Hibernate asks when all that belongs to the entity is loaded. Not
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

    /** A load begins, to be ended with the same event. */
    public void begin(LoadEvent event) {
        running.push(new Load(event));
    }

    /** A load is over, and so are those within it that have failed. */
    public void end(LoadEvent event) {
        for (Load load : running) {
            if (load.event == event) {
                while (running.pop() != load) {
                    // What failed did not tell.
                }
                return;
            }
        }
    }

    /** The entity that is being loaded was found, and has this natural id. */
    public void found(Entry naturalId, Object id) {
        Load load = running.peek();
        if (load != null && load.naturalId == null && id.equals(load.event.getEntityId())) {
            load.naturalId = naturalId;
            load.id = id;
        }
    }

    /** The id of the entity that is being loaded, if it has this natural id. */
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
