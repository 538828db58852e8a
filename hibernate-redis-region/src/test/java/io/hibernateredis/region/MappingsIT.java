package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hibernateredis.internal.session.HibernateVersion;
import io.hibernateredis.region.Shop.Article;
import io.hibernateredis.region.Shop.Book;
import io.hibernateredis.region.Shop.Line;
import io.hibernateredis.region.Shop.LineId;
import io.hibernateredis.region.Shop.Order;
import io.hibernateredis.region.Shop.Part;
import io.hibernateredis.region.Shop.Tag;
import io.hibernateredis.testing.RedisExtension;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One member changes what another has cached, for each kind of mapping. */
class MappingsIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Shop.ENTITIES);

    SessionFactory one;
    SessionFactory other;

    @BeforeEach
    void start() {
        one = cluster.join();
        other = cluster.join();
        inTransaction(
                one,
                session -> {
                    var tag = new Tag(1, "t1");
                    session.persist(tag);
                    var article = new Article(1, "old");
                    article.labels.addAll(List.of("a", "b"));
                    article.steps.addAll(List.of("x", "y"));
                    article.prices.put("EUR", 1);
                    article.parts.add(new Part(1));
                    article.tags.add(tag);
                    session.persist(article);
                    session.persist(new Book(2, "book", "isbn"));
                    var order = new Order(1);
                    session.persist(order);
                    session.persist(new Line(new LineId(1L, 1), order, article));
                });
        Board.awaitSeen(other, one);
    }

    @Test
    void elementCollections_listsAndMaps_changedByOne_areSeenByTheOther() {
        assertSeen(
                session -> {
                    var article = session.find(Article.class, 1L);
                    return "" + article.labels + article.steps + article.prices;
                },
                "[a, b][x, y]{EUR=1}",
                session -> {
                    var article = session.find(Article.class, 1L);
                    article.labels.remove("a");
                    article.steps.add(0, "w");
                    article.prices.put("USD", 2);
                },
                "[b][w, x, y]{EUR=1, USD=2}");
    }

    @Test
    void orphanRemovedOrAdded_isSeenByTheOther() {
        Function<Session, Object> parts =
                session -> session.find(Article.class, 1L).parts.stream().map(p -> p.id).toList();
        assertSeen(
                parts,
                List.of(1L),
                session -> session.find(Article.class, 1L).parts.add(new Part(2)),
                List.of(1L, 2L));
        assertSeen(
                parts,
                List.of(1L, 2L),
                session -> session.find(Article.class, 1L).parts.remove(0),
                List.of(2L));
        inTransaction(other, session -> assertThat(session.find(Part.class, 1L)).isNull());
    }

    @Test
    void inverseSideOfManyToMany_whoseOwnerChanges_isSeenByTheOther() {
        Function<Session, Object> articles =
                session -> session.find(Tag.class, 1L).articles.stream().map(a -> a.id).toList();
        assertSeen(
                articles,
                List.of(1L),
                session -> session.find(Article.class, 1L).tags.clear(),
                List.of());
        assertSeen(
                articles,
                List.of(),
                session ->
                        session.find(Article.class, 1L)
                                .tags
                                .add(session.getReference(Tag.class, 1L)),
                List.of(1L));
    }

    @Test
    void elementOfACachedManyToMany_deletedWithItsRows_isGoneFromTheOther() {
        assertSeen(
                session -> session.find(Article.class, 1L).tags.size(),
                1,
                session -> {
                    session.find(Article.class, 1L).tags.clear();
                    session.remove(session.find(Tag.class, 1L));
                },
                0);
    }

    @Test
    void superclassProperty_updatedInBulk_isSeenInSubclasses() {
        assertSeen(
                session -> {
                    var book = session.find(Book.class, 2L);
                    return book.name + book.isbn + names(session);
                },
                "bookisbn[book, old]",
                session ->
                        session.createMutationQuery("update Article set name = name || '!'")
                                .executeUpdate(),
                "book!isbn[book!, old!]");
        assertSeen(
                session -> session.find(Article.class, 2L).name,
                "book!",
                session ->
                        session.createMutationQuery("update Book set isbn = 'new', name = 'n'")
                                .executeUpdate(),
                "n");
    }

    @Test
    void subclass_updatedBySubclass_isSeenAsItsSuperclass() {
        assertSeen(
                session -> session.find(Article.class, 2L).name + names(session),
                "book[book, old]",
                session -> session.find(Book.class, 2L).name = "new",
                "new[new, old]");
    }

    @Test
    void columnOfASecondaryTable_isSeenByTheOther() {
        assumeTrue(
                HibernateVersion.scopesOperations(),
                "Hibernate 7.1 does not tell what a select fetches");
        assertSeen(
                session ->
                        session.find(Order.class, 1L).comment
                                + session.createSelectionQuery(
                                                "select comment from Order", String.class)
                                        .setCacheable(true)
                                        .list(),
                "null[null]",
                session -> session.find(Order.class, 1L).comment = "new",
                "new[new]");
    }

    @Test
    void compositeIdAndReferences_areRestored() {
        assumeTrue(
                HibernateVersion.scopesOperations(),
                "Hibernate 7.1 does not tell what a select fetches");
        var id = new LineId(1L, 1);
        assertSeen(
                session -> {
                    var line = session.find(Line.class, id);
                    return line.amount
                            + " of "
                            + Hibernate.unproxy(line.article, Article.class).name
                            + " in "
                            + Hibernate.unproxy(line.order, Order.class).id;
                },
                "1 of old in 1",
                session -> session.find(Line.class, id).amount = 2,
                "2 of old in 1");
        assertSeen(
                session -> session.find(Order.class, 1L).lines.size(),
                1,
                session -> session.remove(session.find(Line.class, id)),
                0);
    }

    @Test
    void naturalIdOfSeveralAttributes_withNullParts_isResolved() {
        assertSeen(
                session -> idByNaturalId(session, "book", null),
                2L,
                session -> session.find(Book.class, 2L).edition = 1,
                null);
        assertSeen(
                session -> idByNaturalId(session, "book", 1),
                2L,
                session -> session.remove(session.find(Book.class, 2L)),
                null);
    }

    @Test
    void softDeleted_isGoneFromTheOther() {
        inTransaction(one, session -> session.persist(new Shop.Draft(1, "draft")));
        Board.awaitSeen(other, one);
        assertSeen(
                session -> session.find(Shop.Draft.class, 1L) == null,
                false,
                session -> session.remove(session.find(Shop.Draft.class, 1L)),
                true);
    }

    @Test
    void immutableEntity_isCachedByBoth() {
        inTransaction(one, session -> session.persist(new Shop.Unit("kg", "kilogram")));
        Board.awaitSeen(other, one);
        assertSeen(
                session -> session.find(Shop.Unit.class, "kg").name,
                "kilogram",
                session -> session.find(Shop.Unit.class, "kg").name = "never",
                "kilogram");
    }

    @Test
    void versionOfTheOwner_incrementedByItsCollection_isSeenByTheOther() {
        assertSeen(
                session -> session.find(Article.class, 1L).version,
                0L,
                session -> session.find(Article.class, 1L).labels.add("c"),
                1L);
        inTransaction(
                other,
                session -> {
                    var article = session.find(Article.class, 1L);
                    article.name = "not in conflict";
                });
    }

    @Test
    void cascadedDelete_takesAllItTouches() {
        assertSeen(
                session -> session.find(Part.class, 1L) == null,
                false,
                session -> {
                    session.remove(session.find(Line.class, new LineId(1L, 1)));
                    session.remove(session.find(Article.class, 1L));
                },
                true);
        inTransaction(
                other,
                session -> {
                    assertThat(session.find(Article.class, 1L)).isNull();
                    assertThat(session.find(Tag.class, 1L).articles).isEmpty();
                    assertThat(session.find(Order.class, 1L).lines).isEmpty();
                });
    }

    /** Both members see the old value, from the cache; after the change, both see the new one. */
    private void assertSeen(
            Function<Session, Object> read, Object before, Consumer<Session> change, Object after) {
        for (SessionFactory member : List.of(one, other, one, other)) {
            assertThat((Object) fromTransaction(member, read)).isEqualTo(before);
        }
        if (before != null) {
            assertThat(statements(other, () -> fromTransaction(other, read)))
                    .as("statements for what is cached")
                    .isZero();
        }
        inTransaction(one, change);
        for (SessionFactory member : List.of(other, one, other)) {
            assertThat((Object) fromTransaction(member, read)).isEqualTo(after);
        }
    }

    private static List<String> names(Session session) {
        return session.createSelectionQuery("select name from Article order by name", String.class)
                .setCacheable(true)
                .list();
    }

    private static Long idByNaturalId(Session session, String code, Integer edition) {
        var article =
                session.byNaturalId(Article.class)
                        .using("code", code)
                        .using("edition", edition)
                        .load();
        return article == null ? null : article.id;
    }
}
