package io.hibernateredis.internal.exact;

import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.hibernate.engine.spi.EntityKey;

/** The entities that a session wrote. Not thread-safe, as its session is not. */
public final class WrittenEntities {

    private Map<Entry, WrittenEntity> toStore = Collections.emptyMap();
    private Set<EntityKey> differing = Collections.emptySet();
    private boolean completing;

    /**
     * Marks an entity whose state in the session differs from the database, for the lifetime of the
     * session.
     */
    public void differs(EntityKey key) {
        if (differing.isEmpty()) {
            differing = new HashSet<>();
        }
        differing.add(key);
    }

    /**
     * Whether the state of an entity may be stored with the commit, provided that its values are
     * exact. Not if it is written during completion, when a later change could no longer be
     * noticed.
     */
    public boolean mayStore(
            Entry entry, WrittenEntity written, WrittenEntity.How how, ExactStates exactStates) {
        if (how == WrittenEntity.How.INSERTED
                && !exactStates.of(written.persister()).isInsertedWhole(written.loadedState())) {
            differs(written.key());
        }
        if (completing || differing.contains(written.key())) {
            return false;
        }
        if (toStore.isEmpty()) {
            toStore = new HashMap<>();
        }
        toStore.put(entry, written);
        return true;
    }

    /**
     * Called when everything is flushed and the commit is about to follow: drops the states of
     * entities that the session no longer holds.
     */
    public void complete(UnitOfWork unit) {
        completing = true;
        toStore.forEach(
                (entry, written) -> {
                    if (unit.ownState(entry) != null && !written.isHeld()) {
                        unit.invalidate(entry, null);
                    }
                });
        toStore = Collections.emptyMap();
    }

    public void ended() {
        completing = false;
        toStore = Collections.emptyMap();
    }
}
