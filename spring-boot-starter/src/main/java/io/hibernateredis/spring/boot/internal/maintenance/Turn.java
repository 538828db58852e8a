package io.hibernateredis.spring.boot.internal.maintenance;

import io.hibernateredis.internal.factory.SessionFactoryCache;
import io.hibernateredis.internal.protocol.ComputeLock;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.store.NearScope;
import io.hibernateredis.internal.store.Store;
import java.time.Duration;
import java.util.List;

/**
 * Whose turn it is: of all instances of an application, the first one that comes has a task for a
 * while, even when it is done with it, so that it is done once and not by each. Known to Redis;
 * where that does not answer it is nobody's turn. Thread-safe.
 */
final class Turn {

    private static final String REGION = "hibernate-redis-maintenance";

    private final SessionFactoryCache cache;
    private final String task;
    private final Duration lasts;

    /**
     * @param lasts for how long nobody else has the task
     */
    Turn(SessionFactoryCache cache, String task, Duration lasts) {
        this.cache = cache;
        this.task = task;
        this.lasts = lasts;
    }

    /** Does the task if it is this instance's turn; if it fails, it is the next one's. */
    boolean use(Runnable action) {
        Store store = cache.store();
        Keyspace keyspace = cache.queryResults().keyspace(REGION, null);
        var lock = new ComputeLock(keyspace.entry(null, task), lasts);
        store.read(List.of(), List.of(), lock, new NearScope());
        if (!lock.isHeld()) {
            return false;
        }
        boolean done = false;
        try {
            action.run();
            done = true;
        } finally {
            if (!done) {
                store.release(List.of(lock));
            }
        }
        return true;
    }
}
