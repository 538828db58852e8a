package io.hibernateredis.internal.delivery;

import io.hibernateredis.CacheEventListener;
import io.hibernateredis.Counters.Event;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what an application's listener throws from the threads that read and commit: it would fail
 * a read, or a transaction that is committed already. Errors of the JVM itself are passed on, as
 * from anywhere else. Thread-safe.
 */
public final class HarmlessListener implements CacheEventListener {

    private final CacheEventListener listener;
    private final RareLog failures = new RareLog(System::nanoTime);

    public HarmlessListener(CacheEventListener listener) {
        this.listener = listener;
    }

    @Override
    public void on(Event event, @Nullable String region, long times, long nanos) {
        try {
            listener.on(event, region, times, nanos);
        } catch (Exception | LinkageError | AssertionError e) {
            // Of any class: some languages throw checked exceptions without declaring them.
            failures.log(unlogged -> StoreLog.eventListenerFailed(unlogged, e));
        }
    }
}
