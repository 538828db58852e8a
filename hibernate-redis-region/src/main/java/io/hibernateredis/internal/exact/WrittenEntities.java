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

    /** The session holds an entity in another state than the database, for as long as it lives. */
    public void differs(EntityKey key) {
        if (differing.isEmpty()) {
            differing = new HashSet<>();
        }
        differing.add(key);
    }

    /**
     * Whether an entity's state may be stored, if its values allow it. Not when it is written so
     * late that it cannot be seen whether it stays.
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

    /** All is flushed, and about to be committed: stores nothing that the session let go. */
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
