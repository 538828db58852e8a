package io.hibernateredis.region;

import jakarta.persistence.Cacheable;
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
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.NotFound;
import org.hibernate.annotations.NotFoundAction;
import org.hibernate.annotations.SQLRestriction;
import org.hibernate.annotations.Subselect;
import org.hibernate.annotations.Synchronize;

/** Mappings whose cached roles depend on tables that others write. */
final class Estate {

    static final Class<?>[] ENTITIES = {
        Keeper.class,
        Pet.class,
        Dog.class,
        Garage.class,
        Vehicle.class,
        Car.class,
        Shelf.class,
        Item.class,
        Novel.class,
        Product.class,
        ProductName.class,
        ProductCount.class,
        Review.class,
        Post.class,
        Label.class,
        Link.class,
        Shipment.class,
        Harbour.class,
        Playlist.class,
        Song.class,
        Wage.class,
        Blind.class
    };

    private Estate() {}

    /** Its pets lie in one table with all their kinds. */
    @Entity(name = "Keeper")
    @Cacheable
    static class Keeper {
        @Id Long id;

        @OneToMany(mappedBy = "keeper")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Pet> pets = new HashSet<>();

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<String> names = new HashSet<>();

        @ManyToMany
        @JoinTable(name = "acquaintance")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Pet> acquainted = new HashSet<>();
    }

    @Entity(name = "Pet")
    static class Pet {
        @Id Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        Keeper keeper;
    }

    @Entity(name = "Dog")
    static class Dog extends Pet {}

    /** Its cars are in tables of their kind and of what they extend. */
    @Entity(name = "Garage")
    @Cacheable
    static class Garage {
        @Id Long id;

        @OneToMany(mappedBy = "garage")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Car> cars = new HashSet<>();

        @OneToMany(mappedBy = "parked")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Vehicle> vehicles = new HashSet<>();
    }

    @Entity(name = "Vehicle")
    @Inheritance(strategy = InheritanceType.JOINED)
    static class Vehicle {
        @Id Long id;
        String plate;

        @ManyToOne(fetch = FetchType.LAZY)
        Garage parked;
    }

    @Entity(name = "Car")
    static class Car extends Vehicle {
        @ManyToOne(fetch = FetchType.LAZY)
        Garage garage;
    }

    /** Its items are each in a table of their kind alone. */
    @Entity(name = "Shelf")
    @Cacheable
    static class Shelf {
        @Id Long id;

        @OneToMany(mappedBy = "shelf")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Item> items = new HashSet<>();
    }

    @Entity(name = "Item")
    @Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
    static class Item {
        @Id Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        Shelf shelf;
    }

    @Entity(name = "Novel")
    static class Novel extends Item {}

    @Entity(name = "Product")
    @Table(name = "product")
    @Cacheable
    @SQLRestriction("id not in (select w.id from wage w where w.amount < 0)")
    static class Product {
        @Id Long id;
        String name;

        @Formula("(select count(*) from review r where r.product_id = id)")
        int reviews;
    }

    /** The same rows, seen otherwise. */
    @Entity(name = "ProductName")
    @Table(name = "product")
    @Immutable
    @Cacheable
    static class ProductName {
        @Id Long id;
        String name;
    }

    @Entity(name = "ProductCount")
    @Immutable
    @Subselect(
            "select p.id as id, (select count(*) from review r where r.product_id = p.id) as n"
                    + " from product p")
    @Synchronize("product")
    @Cacheable
    static class ProductCount {
        @Id Long id;
        int n;
    }

    @Entity(name = "Review")
    @Table(name = "review")
    static class Review {
        @Id Long id;

        @Column(name = "product_id")
        Long product;
    }

    /** What it is worth is a matter of a function that may read any table. */
    @Entity(name = "Blind")
    @Cacheable
    static class Blind {
        @Id Long id;

        @Formula("worth(id)")
        Integer worth;
    }

    @Entity(name = "Wage")
    @Table(name = "wage")
    static class Wage {
        @Id Long id;
        int amount;
    }

    @Entity(name = "Post")
    @Cacheable
    static class Post {
        @Id Long id;

        @ManyToMany
        @JoinTable(
                name = "post_label",
                joinColumns = @JoinColumn(name = "post_id"),
                inverseJoinColumns = @JoinColumn(name = "label_id"))
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Label> labels = new HashSet<>();
    }

    @Entity(name = "Label")
    @Cacheable
    static class Label {
        @Id Long id;
    }

    @Embeddable
    static class LinkId implements Serializable {
        private static final long serialVersionUID = 1L;

        @Column(name = "post_id")
        Long post;

        @Column(name = "label_id")
        Long label;

        LinkId() {}

        LinkId(long post, long label) {
            this.post = post;
            this.label = label;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof LinkId that
                    && post.equals(that.post)
                    && label.equals(that.label);
        }

        @Override
        public int hashCode() {
            return Objects.hash(post, label);
        }
    }

    /** A row of the join table. */
    @Entity(name = "Link")
    @Table(name = "post_label")
    @Cacheable
    static class Link {
        @EmbeddedId LinkId id;

        public Link() {}

        public Link(LinkId id) {
            this.id = id;
        }
    }

    @Entity(name = "Shipment")
    @Cacheable
    static class Shipment {
        @Id Long id;

        @ManyToOne
        @NotFound(action = NotFoundAction.IGNORE)
        Harbour harbour;

        @ManyToMany
        @NotFound(action = NotFoundAction.IGNORE)
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Harbour> calls = new HashSet<>();
    }

    @Entity(name = "Harbour")
    static class Harbour {
        @Id Long id;
        String name;
    }

    @Entity(name = "Playlist")
    @Cacheable
    static class Playlist {
        @Id Long id;

        @OneToMany
        @JoinColumn(name = "playlist_id")
        @OrderColumn(name = "place")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Song> songs = new ArrayList<>();
    }

    @Entity(name = "Song")
    @Cacheable
    static class Song {
        @Id Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        @JoinColumn(name = "playlist_id", insertable = false, updatable = false)
        Playlist playlist;

        @Column(name = "place", insertable = false, updatable = false)
        Integer place;
    }
}
