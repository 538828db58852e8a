package io.hibernateredis.region;

import jakarta.persistence.Cacheable;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.hibernate.annotations.SoftDelete;
import org.hibernate.annotations.SortNatural;

/** A domain of many kinds of mappings. */
final class Shop {

    static final Class<?>[] ENTITIES = {
        Article.class,
        Book.class,
        Part.class,
        Tag.class,
        Order.class,
        Line.class,
        Draft.class,
        Unit.class
    };

    private Shop() {}

    @Entity(name = "Article")
    @Inheritance(strategy = InheritanceType.JOINED)
    @NaturalIdCache
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Article {
        @Id Long id;
        String name;

        @NaturalId(mutable = true)
        String code;

        @NaturalId(mutable = true)
        Integer edition;

        @Version long version;

        @ElementCollection
        @OrderBy
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<String> labels = new ArrayList<>();

        @ElementCollection
        @OrderColumn
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<String> steps = new ArrayList<>();

        @ElementCollection
        @SortNatural
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Map<String, Integer> prices = new TreeMap<>();

        @OneToMany(cascade = CascadeType.ALL, orphanRemoval = true)
        @JoinColumn(name = "article_id")
        @OrderBy("id")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Part> parts = new ArrayList<>();

        @ManyToMany
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Tag> tags = new HashSet<>();

        Article() {}

        Article(long id, String name) {
            this.id = id;
            this.name = name;
            this.code = name;
        }
    }

    @Entity(name = "Book")
    static class Book extends Article {
        String isbn;

        Book() {}

        Book(long id, String name, String isbn) {
            super(id, name);
            this.isbn = isbn;
        }
    }

    @Entity(name = "Part")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Part {
        @Id Long id;

        Part() {}

        Part(long id) {
            this.id = id;
        }
    }

    @Entity(name = "Tag")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Tag {
        @Id Long id;
        String name;

        @ManyToMany(mappedBy = "tags")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Article> articles = new HashSet<>();

        Tag() {}

        Tag(long id, String name) {
            this.id = id;
            this.name = name;
        }
    }

    @Entity(name = "Order")
    @Table(name = "orders")
    @SecondaryTable(name = "order_comments")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Order {
        @Id Long id;

        @Column(table = "order_comments", name = "text")
        String comment;

        @OneToMany(mappedBy = "order")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Line> lines = new ArrayList<>();

        Order() {}

        Order(long id) {
            this.id = id;
        }
    }

    @Embeddable
    record LineId(Long number, int position) implements Serializable {}

    @Entity(name = "Line")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Line {
        @EmbeddedId LineId id;
        int amount = 1;

        @ManyToOne(fetch = FetchType.LAZY)
        Order order;

        @ManyToOne(fetch = FetchType.LAZY)
        Article article;

        Line() {}

        Line(LineId id, Order order, Article article) {
            this.id = id;
            this.order = order;
            this.article = article;
        }
    }

    @Entity(name = "Draft")
    @SoftDelete
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Draft {
        @Id Long id;
        String text;

        Draft() {}

        Draft(long id, String text) {
            this.id = id;
            this.text = text;
        }
    }

    @Entity(name = "Unit")
    @Immutable
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_ONLY)
    static class Unit {
        @Id String symbol;
        String name;

        Unit() {}

        Unit(String symbol, String name) {
            this.symbol = symbol;
            this.name = name;
        }
    }
}
