package io.hibernateredis.fuzz.model;

import jakarta.persistence.Basic;
import jakarta.persistence.Cacheable;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.ConstraintMode;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ForeignKey;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.NotFound;
import org.hibernate.annotations.NotFoundAction;
import org.hibernate.annotations.OnDelete;
import org.hibernate.annotations.OnDeleteAction;
import org.hibernate.annotations.OptimisticLock;

/** Associations of every kind, from both sides, by columns and by tables. */
public final class Links {

    /** All entities. */
    public static final List<Class<?>> ENTITIES =
            List.of(
                    Box.class,
                    Toy.class,
                    Club.class,
                    Member.class,
                    Pack.class,
                    Wolf.class,
                    Hive.class,
                    Bee.class,
                    Train.class,
                    Wagon.class,
                    Firm.class,
                    Worker.class,
                    Post.class,
                    Tag.class,
                    Tagging.class,
                    Car.class,
                    Plate.class,
                    Letter.class,
                    Address.class,
                    Bill.class,
                    Line.class,
                    Book.class,
                    Page.class);

    private Links() {}

    /** The one side of a plain association. */
    @Entity(name = "Box")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Box {
        @Id Long id;
        String name;

        @OneToMany(mappedBy = "box")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Toy> toys = new ArrayList<>();
    }

    /** The many side, without a version. */
    @Entity(name = "Toy")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Toy {
        @Id Long id;

        @Basic(fetch = FetchType.LAZY)
        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        Box box;
    }

    /** Versioned. */
    @Entity(name = "Club")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Club {
        @Id Long id;
        @Version Long version;
        String name;

        @OneToMany(mappedBy = "club")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Member> members = new HashSet<>();

        @OneToMany(mappedBy = "guestOf")
        @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
        Set<Member> guests = new HashSet<>();
    }

    /** Versioned, but for one of its references. */
    @Entity(name = "Member")
    @Cacheable
    @DynamicUpdate
    @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
    public static class Member {
        @Id Long id;
        @Version Long version;

        @Basic(fetch = FetchType.LAZY)
        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        Club club;

        @ManyToOne(fetch = FetchType.LAZY)
        @OptimisticLock(excluded = true)
        Club guestOf;
    }

    /** Owns the column in its elements' table. */
    @Entity(name = "Pack")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Pack {
        @Id Long id;
        String name;

        @OneToMany
        @JoinColumn(name = "pack_id")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Wolf> wolves = new ArrayList<>();
    }

    /** Does not know its pack. */
    @Entity(name = "Wolf")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Wolf {
        @Id Long id;
        String name;
    }

    /** One of two that write the same column. */
    @Entity(name = "Hive")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Hive {
        @Id Long id;
        String name;

        @OneToMany
        @JoinColumn(name = "hive_id")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Bee> bees = new HashSet<>();
    }

    /** The other of two that write the same column. */
    @Entity(name = "Bee")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Bee {
        @Id Long id;
        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        @JoinColumn(name = "hive_id")
        Hive hive;
    }

    /** Owns the column and the position in its elements' table. */
    @Entity(name = "Train")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.TRANSACTIONAL)
    public static class Train {
        @Id Long id;
        String name;

        @OneToMany
        @JoinColumn(name = "train_id")
        @OrderColumn(name = "nr")
        @Cache(usage = CacheConcurrencyStrategy.TRANSACTIONAL)
        List<Wagon> wagons = new ArrayList<>();
    }

    /** Shows what its train writes. */
    @Entity(name = "Wagon")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Wagon {
        @Id Long id;
        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        @JoinColumn(name = "train_id", insertable = false, updatable = false)
        Train train;

        @Column(name = "nr", insertable = false, updatable = false)
        @Basic(fetch = FetchType.LAZY)
        Integer nr;
    }

    /** The one side of an association in a table. */
    @Entity(name = "Firm")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Firm {
        @Id Long id;
        String name;

        @OneToMany(mappedBy = "firm")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Worker> workers = new HashSet<>();
    }

    /** The many side of an association in a table. */
    @Entity(name = "Worker")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Worker {
        @Id Long id;
        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        @JoinTable(name = "worker_firm")
        Firm firm;
    }

    /** Owns a table of pairs. */
    @Entity(name = "Post")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Post {
        @Id Long id;
        String name;

        @ManyToMany
        @JoinTable(
                name = "post_tag",
                joinColumns = @JoinColumn(name = "post_id"),
                inverseJoinColumns = @JoinColumn(name = "tag_id"))
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Tag> tags = new HashSet<>();
    }

    /** Sees the table of pairs from the other side. */
    @Entity(name = "Tag")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Tag {
        @Id Long id;
        String name;

        @ManyToMany(mappedBy = "tags")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Post> posts = new HashSet<>();
    }

    /** One pair of the table. */
    @Entity(name = "Tagging")
    @Table(name = "post_tag")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Tagging {
        @EmbeddedId TaggingId id;
    }

    /** Which pair. */
    @Embeddable
    public record TaggingId(
            @Column(name = "post_id") Long post, @Column(name = "tag_id") Long tag) {}

    /** Owns a one-to-one. */
    @Entity(name = "Car")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Car {
        @Id Long id;
        String name;

        @OneToOne(fetch = FetchType.LAZY)
        Plate plate;
    }

    /** The other side of a one-to-one. */
    @Entity(name = "Plate")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Plate {
        @Id Long id;
        String name;

        @OneToOne(mappedBy = "plate")
        Car car;
    }

    /** Refers to what may be missing. */
    @Entity(name = "Letter")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Letter {
        @Id Long id;
        String name;

        @ManyToOne
        @NotFound(action = NotFoundAction.IGNORE)
        @JoinColumn(foreignKey = @ForeignKey(ConstraintMode.NO_CONSTRAINT))
        Address address;
    }

    /** May be missing where it is referred to. */
    @Entity(name = "Address")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Address {
        @Id Long id;
        String name;
    }

    /** Rules over its elements. */
    @Entity(name = "Bill")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Bill {
        @Id Long id;
        @Version int version;
        String name;

        @OneToMany(mappedBy = "bill", cascade = CascadeType.ALL, orphanRemoval = true)
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Line> lines = new ArrayList<>();
    }

    /** Is nothing without its owner. */
    @Entity(name = "Line")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Line {
        @Id Long id;
        @Version int version;
        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        Bill bill;
    }

    /** Its pages go with it, by the database. */
    @Entity(name = "Book")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Book {
        @Id Long id;
        String name;

        @OneToMany(mappedBy = "book")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Page> pages = new HashSet<>();
    }

    /** Is deleted by the database. */
    @Entity(name = "Page")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Page {
        @Id Long id;
        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        @OnDelete(action = OnDeleteAction.CASCADE)
        Book book;
    }
}
