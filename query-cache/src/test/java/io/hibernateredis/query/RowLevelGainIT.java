package io.hibernateredis.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.query.Library.Author;
import io.hibernateredis.query.Library.Book;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.testing.RedisExtension;
import java.util.Map;
import java.util.Random;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What groups of rows are for: two JVMs read the books of one of 200 authors, some more often than
 * others, and of twenty operations one changes a book.
 */
@NeedsModule
class RowLevelGainIT {

    private static final int AUTHORS = 200;
    private static final int BOOKS_OF_EACH = 5;
    private static final int OPERATIONS = 8_000;
    private static final double ZIPF_EXPONENT = 0.9;

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Library.ENTITIES);

    @Test
    void mostReadsAreHits_whereATableWouldLoseMost() {
        double byRows = hitRatio(Map.of());
        double byTables = hitRatio(Map.of("hibernate.cache.redis.query.enabled", false));

        System.out.printf(
                "hit ratio with 5 %% writes: %.1f %% by groups of rows, %.1f %% by tables%n",
                100 * byRows, 100 * byTables);
        assertThat(byRows).isGreaterThan(0.85);
        assertThat(byTables).isLessThan(0.30);
    }

    private double hitRatio(Map<String, Object> settings) {
        SessionFactory[] jvms = {cluster.join(settings), cluster.join(settings)};
        fill(jvms[0]);
        var random = new Random(7);
        double[] cumulated = zipf();
        for (int i = 0; i < OPERATIONS; i++) {
            SessionFactory jvm = jvms[i % 2];
            long author = 1 + author(cumulated, random.nextDouble());
            if (random.nextInt(20) == 0) {
                long book = author * 100 + random.nextInt(BOOKS_OF_EACH);
                Cluster.inTransaction(jvm, session -> session.find(Book.class, book).title += "!");
            } else {
                read(jvm, author);
            }
        }
        long hits = 0;
        long misses = 0;
        for (SessionFactory jvm : jvms) {
            hits += jvm.getStatistics().getQueryCacheHitCount();
            misses += jvm.getStatistics().getQueryCacheMissCount();
        }
        return (double) hits / (hits + misses);
    }

    private static void read(SessionFactory jvm, long author) {
        Cluster.inTransaction(
                jvm,
                session ->
                        assertThat(
                                        session.createSelectionQuery(
                                                        "from Book where author.id = :author",
                                                        Book.class)
                                                .setParameter("author", author)
                                                .setCacheable(true)
                                                .list())
                                .hasSize(BOOKS_OF_EACH));
    }

    private static void fill(SessionFactory jvm) {
        Cluster.inTransaction(
                jvm,
                session -> {
                    if (session.find(Author.class, 1L) != null) {
                        return;
                    }
                    for (long a = 1; a <= AUTHORS; a++) {
                        var author = new Author(a, "author " + a);
                        session.persist(author);
                        for (int b = 0; b < BOOKS_OF_EACH; b++) {
                            session.persist(new Book(a * 100 + b, "book", b, author));
                        }
                    }
                });
    }

    private static double[] zipf() {
        double[] cumulated = new double[AUTHORS];
        double sum = 0;
        for (int i = 0; i < AUTHORS; i++) {
            sum += 1 / Math.pow(i + 1, ZIPF_EXPONENT);
            cumulated[i] = sum;
        }
        return cumulated;
    }

    private static int author(double[] cumulated, double chance) {
        double at = chance * cumulated[AUTHORS - 1];
        int author = 0;
        while (cumulated[author] < at) {
            author++;
        }
        return author;
    }
}
