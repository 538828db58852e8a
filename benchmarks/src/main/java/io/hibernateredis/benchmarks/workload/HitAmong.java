package io.hibernateredis.benchmarks.workload;

import io.hibernateredis.benchmarks.model.Item;
import java.util.Locale;
import org.hibernate.SessionFactory;

/**
 * Finds one of many cached entities.
 *
 * @param entries so many
 */
public record HitAmong(int entries) implements Workload {
    @Override
    public String name() {
        return String.format(Locale.ROOT, "hit among %,d", entries);
    }

    @Override
    public Kind kind() {
        return Kind.VOLUME;
    }

    @Override
    public void prepare(SessionFactory factory) {
        Items.cache(factory, entries);
    }

    @Override
    public void run(Client client) {
        client.transact(session -> Found.require(session.find(Item.class, client.anyOf(entries))));
    }
}
