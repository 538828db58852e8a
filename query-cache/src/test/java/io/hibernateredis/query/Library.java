package io.hibernateredis.query;

import io.hibernateredis.region.Cluster;
import jakarta.persistence.Cacheable;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.NamedAttributeNode;
import jakarta.persistence.NamedEntityGraph;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.OneToMany;
import jakarta.persistence.QueryHint;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.Filter;
import org.hibernate.annotations.FilterDef;
import org.hibernate.annotations.ParamDef;

/** A small library: authors, their books, and loans that are not cached. */
final class Library {

    static final Class<?>[] ENTITIES = {Author.class, Book.class, Loan.class};

    /** Books of each author. */
    static final int BOOKS = 20;

    private Library() {}

    /** Two authors, with twenty books each. */
    static void fill(SessionFactory factory) {
        Cluster.inTransaction(
                factory,
                session -> {
                    for (long a = 1; a <= 2; a++) {
                        var author = new Author(a, "author " + a);
                        session.persist(author);
                        for (int b = 1; b <= BOOKS; b++) {
                            session.persist(new Book(a * 100 + b, "book " + b, b, author));
                        }
                    }
                });
    }

    enum Genre {
        NOVEL,
        ESSAY
    }

    @Entity(name = "Author")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Author {
        @Id Long id;
        String name;
        @Version int version;

        @OneToMany(mappedBy = "author", cascade = CascadeType.ALL)
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Book> books = new ArrayList<>();

        Author() {}

        Author(long id, String name) {
            this.id = id;
            this.name = name;
        }
    }

    @Entity(name = "Book")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @NamedEntityGraph(name = "withAuthor", attributeNodes = @NamedAttributeNode("author"))
    @NamedQuery(
            name = "longBooks",
            query = "from Book where pages > :pages order by id",
            hints = {
                @QueryHint(name = "org.hibernate.cacheable", value = "true"),
                @QueryHint(name = "org.hibernate.comment", value = "cache(ttl=5m tags=books)")
            })
    @FilterDef(name = "longerThan", parameters = @ParamDef(name = "pages", type = Integer.class))
    @Filter(name = "longerThan", condition = "pages > :pages")
    static class Book {
        @Id Long id;
        String title;
        int pages;
        BigDecimal price;
        LocalDate published;

        @Enumerated(EnumType.STRING)
        Genre genre;

        @ManyToOne(fetch = FetchType.LAZY)
        Author author;

        @Version int version;

        Book() {}

        Book(long id, String title, int pages, Author author) {
            this.id = id;
            this.title = title;
            this.pages = pages;
            this.author = author;
            this.price = new BigDecimal("9.90");
            this.published = LocalDate.of(2000, 1, 1).plusDays(pages);
            this.genre = pages % 2 == 0 ? Genre.ESSAY : Genre.NOVEL;
        }
    }

    @Entity(name = "Loan")
    static class Loan {
        @Id Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        Book book;

        Loan() {}

        Loan(long id, Book book) {
            this.id = id;
            this.book = book;
        }
    }

    record Title(Long id, String title) {}
}
