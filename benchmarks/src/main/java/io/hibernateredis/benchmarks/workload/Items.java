package io.hibernateredis.benchmarks.workload;

import io.hibernateredis.benchmarks.model.Dataset;
import io.hibernateredis.benchmarks.model.Item;
import java.util.List;
import org.hibernate.Session;
import org.hibernate.SessionFactory;

/** Reads items past the query cache, which brings them into the cache. */
final class Items {
    private static final int LOADED_AT_A_TIME = 1_000;

    private Items() {}

    static List<Item> read(Session session, long first, long last) {
        return session.createSelectionQuery(
                        "from Item where id between :first and :last", Item.class)
                .setParameter("first", first)
                .setParameter("last", last)
                .getResultList();
    }

    /** Caches the items from 1 to the given. */
    static void cache(SessionFactory factory, int last) {
        Dataset.ensureItems(factory, last);
        for (long first = 1; first <= last; first += LOADED_AT_A_TIME) {
            long from = first;
            long to = Math.min(last, from + LOADED_AT_A_TIME - 1);
            factory.inTransaction(session -> read(session, from, to));
        }
    }
}
