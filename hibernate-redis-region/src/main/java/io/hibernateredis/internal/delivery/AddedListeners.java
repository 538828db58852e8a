package io.hibernateredis.internal.delivery;

import io.hibernateredis.CacheEventListener;
import io.hibernateredis.Counters.Event;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Notifies those that were added, each protected from what the others throw. Thread-safe. */
public final class AddedListeners implements CacheEventListener {

    private final List<CacheEventListener> listeners = new CopyOnWriteArrayList<>();

    public void add(CacheEventListener listener) {
        listeners.add(new HarmlessListener(listener));
    }

    @Override
    public void on(Event event, @Nullable String region, long times, long nanos) {
        for (CacheEventListener listener : listeners) {
            listener.on(event, region, times, nanos);
        }
    }
}
