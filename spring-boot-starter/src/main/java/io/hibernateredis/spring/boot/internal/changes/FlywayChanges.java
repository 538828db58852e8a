package io.hibernateredis.spring.boot.internal.changes;

import java.util.Set;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Is told by Flyway what it does. A migration counts when the run ends, since it may not have been
 * committed before.
 */
public final class FlywayChanges implements Callback {

    private static final Set<Event> CHANGES =
            Set.of(
                    Event.AFTER_EACH_MIGRATE,
                    Event.AFTER_EACH_MIGRATE_ERROR,
                    Event.AFTER_EACH_UNDO,
                    Event.AFTER_EACH_UNDO_ERROR);

    private static final Set<Event> ENDS =
            Set.of(
                    Event.AFTER_MIGRATE,
                    Event.AFTER_MIGRATE_ERROR,
                    Event.AFTER_UNDO,
                    Event.AFTER_UNDO_ERROR);

    private static final Set<Event> CLEANINGS = Set.of(Event.AFTER_CLEAN, Event.AFTER_CLEAN_ERROR);

    private final ObjectProvider<SchemaChanges> changes;
    private volatile boolean pending;

    public FlywayChanges(ObjectProvider<SchemaChanges> changes) {
        this.changes = changes;
    }

    @Override
    public boolean supports(Event event, Context context) {
        return CHANGES.contains(event) || ENDS.contains(event) || CLEANINGS.contains(event);
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        if (CHANGES.contains(event)) {
            pending = true;
        } else if (pending || CLEANINGS.contains(event)) {
            pending = false;
            changes.getObject().changed("Flyway changed the database");
        }
    }

    @Override
    public String getCallbackName() {
        return "hibernate-redis";
    }
}
