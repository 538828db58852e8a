package io.hibernateredis.tagged;

import io.hibernateredis.tagged.internal.JsonValues;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.PostLoadEvent;
import org.hibernate.event.spi.PostLoadEventListener;

/**
 * Which entities are read most: a sample of all loads, from the cache and from the database. Keeps
 * a bounded number of them; when there are more, all counts are halved, and what has none left
 * goes. Thread-safe.
 */
public final class HotKeys implements PostLoadEventListener {

    private static final long serialVersionUID = 1L;
    private static final int ONE_OF = 8;

    private final int max;
    private final transient Map<Key, Long> counts = new ConcurrentHashMap<>();

    /**
     * An entity as text, to be kept over a restart.
     *
     * @param entity its name in the mapping
     * @param json its id
     */
    public record Key(String entity, String json) {

        Object id(SessionFactory factory) {
            Class<?> type =
                    factory.unwrap(SessionFactoryImplementor.class)
                            .getMappingMetamodel()
                            .getEntityDescriptor(entity)
                            .getIdentifierType()
                            .getReturnedClass();
            return JsonValues.MAPPER.readValue(json, type);
        }
    }

    private HotKeys(int max) {
        this.max = max;
    }

    /**
     * Begins to count the loads of a session factory.
     *
     * @param max how many entities are counted, at least 1
     */
    public static HotKeys track(SessionFactory sessionFactory, int max) {
        if (max < 1) {
            throw new IllegalArgumentException("max must be at least 1, but was " + max);
        }
        var keys = new HotKeys(max);
        sessionFactory
                .unwrap(SessionFactoryImplementor.class)
                .getEventListenerRegistry()
                .appendListeners(EventType.POST_LOAD, keys);
        return keys;
    }

    /** The entities read most often, most often first. */
    public List<Key> top(int count) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(count)
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public void onPostLoad(PostLoadEvent event) {
        if (ThreadLocalRandom.current().nextInt(ONE_OF) == 0) {
            count(
                    new Key(
                            event.getPersister().getEntityName(),
                            JsonValues.MAPPER.writeValueAsString(event.getId())));
        }
    }

    void count(Key key) {
        counts.merge(key, 1L, Long::sum);
        if (counts.size() > 2 * max) {
            synchronized (this) {
                for (Key each : counts.keySet()) {
                    counts.computeIfPresent(each, (k, n) -> n < 2 ? null : n / 2);
                }
                while (counts.size() > 2 * max) {
                    top(counts.size()).subList(max, counts.size()).forEach(counts::remove);
                }
            }
        }
    }
}
