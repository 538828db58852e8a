package io.hibernateredis.benchmarks.workload;

import io.hibernateredis.benchmarks.model.Item;
import java.util.Locale;
import org.hibernate.SessionFactory;

/**
 * Clears a region.
 *
 * @param entries that it holds
 */
public record Clear(int entries) implements Workload {
    @Override
    public String name() {
        return String.format(Locale.ROOT, "clear of %,d", entries);
    }

    @Override
    public Kind kind() {
        return Kind.VOLUME;
    }

    @Override
    public void prepare(SessionFactory factory) {
        factory.getCache().evictEntityData(Item.class);
    }

    @Override
    public void before(Client client) {
        Items.cache(client.factory(), entries);
    }

    @Override
    public void run(Client client) {
        client.factory().getCache().evictEntityData(Item.class);
    }
}
