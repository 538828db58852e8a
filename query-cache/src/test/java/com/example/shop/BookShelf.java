package com.example.shop;

import io.hibernateredis.query.CacheHint;
import io.hibernateredis.query.QueryCache;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.List;
import org.hibernate.jpa.HibernateHints;

/** The example of the documentation. */
public final class BookShelf {

    private BookShelf() {}

    /** Reads a shelf, tells why its result is cached as it is, and forgets it. */
    public static List<String> read(EntityManager entityManager, long author) {
        // documentation: begin
        var titles =
                entityManager
                        .createQuery(
                                "select title from Book where author.id = :author", String.class)
                        .setParameter("author", author)
                        .setHint(HibernateHints.HINT_CACHEABLE, true)
                        .setHint(
                                HibernateHints.HINT_COMMENT,
                                CacheHint.ttl(Duration.ofMinutes(5)).tags("shelf").toString());

        QueryCache queries = QueryCache.of(entityManager.getEntityManagerFactory());
        System.out.println(queries.explain(titles));
        queries.evictTagged("shelf");
        // documentation: end
        return titles.getResultList();
    }
}
