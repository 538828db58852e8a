package io.hibernateredis.query;

import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.query.Library.Book;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.testing.RedisExtension;
import java.util.List;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A write makes only those results a miss that its rows can matter to. */
@NeedsModule
class RowLevelIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Library.ENTITIES);

    SessionFactory factory;
    SessionFactory other;

    @BeforeEach
    void start() {
        factory = cluster.join();
        other = cluster.join();
        Library.fill(factory);
        readAll();
        // The first write of each JVM learns how cached results tell groups of rows apart.
        inTransaction(other, session -> session.find(Book.class, 202L).title = "first");
        readAll();
        readAll();
    }

    private void readAll() {
        titlesOf(factory, 1);
        titlesOf(factory, 2);
    }

    private static List<String> titlesOf(SessionFactory factory, long author) {
        return Cluster.fromTransaction(
                factory,
                session ->
                        session.createSelectionQuery(
                                        "select title from Book where author.id = :author order by"
                                                + " id",
                                        String.class)
                                .setParameter("author", author)
                                .setCacheable(true)
                                .list());
    }

    private static long statementsFor(SessionFactory factory, long author) {
        return statements(factory, () -> titlesOf(factory, author));
    }

    @Test
    void update_ofAnotherGroup_leavesTheResult() {
        inTransaction(other, session -> session.find(Book.class, 201L).title = "new");

        assertThat(statementsFor(factory, 1)).isZero();
        assertThat(titlesOf(factory, 2)).contains("new");
    }

    @Test
    void move_fromOneGroupToAnother_makesBothAMiss() {
        inTransaction(
                other,
                session -> {
                    Book book = session.find(Book.class, 201L);
                    book.author = session.getReference(Library.Author.class, 1L);
                });

        assertThat(titlesOf(factory, 1)).hasSize(Library.BOOKS + 1);
        assertThat(titlesOf(factory, 2)).hasSize(Library.BOOKS - 1);
    }

    @Test
    void bulkUpdate_makesAllAMiss() {
        inTransaction(
                other,
                session ->
                        session.createMutationQuery("update Book set title = 'all' where id = 101")
                                .executeUpdate());

        assertThat(titlesOf(factory, 1)).contains("all");
        assertThat(statementsFor(factory, 2)).isPositive();
    }
}
