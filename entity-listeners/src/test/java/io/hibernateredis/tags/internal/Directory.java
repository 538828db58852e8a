package io.hibernateredis.tags.internal;

import io.hibernateredis.tags.CacheTags;
import io.hibernateredis.tags.CacheTagsListener;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.ExcludeDefaultListeners;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.io.Serializable;
import java.util.HashSet;
import java.util.Set;

/** A domain whose entities name tags in every way there is. None of them is cached. */
final class Directory {

    static final Class<?>[] ENTITIES = {
        Organization.class,
        Person.class,
        Employee.class,
        Seat.class,
        Stock.class,
        Loose.class,
        Twice.class,
        Excluded.class,
        Plain.class
    };

    private Directory() {}

    enum Role {
        ADMIN,
        MEMBER {
            @Override
            public String toString() {
                return "not the name";
            }
        }
    }

    @Embeddable
    static class Address {
        String city;

        @ManyToOne(fetch = FetchType.LAZY)
        Organization landlord;

        Address() {}

        Address(String city, Organization landlord) {
            this.city = city;
            this.landlord = landlord;
        }
    }

    @MappedSuperclass
    @CacheTags("all")
    abstract static class Base {
        @Version int version;
    }

    @Entity(name = "Organization")
    @CacheTags("org:{id}")
    static class Organization extends Base {
        @Id Long id;

        Organization() {}

        Organization(long id) {
            this.id = id;
        }
    }

    @Entity(name = "Person")
    @Table(name = "person")
    @CacheTags({"people", "person:{id}", "org:{organization.id}"})
    @CacheTags("city:{address.city}:{address.landlord.id}")
    static class Person extends Base {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String name;
        Role role;
        @Embedded Address address;

        @ManyToOne(fetch = FetchType.LAZY)
        Organization organization;

        @ElementCollection
        @CollectionTable(name = "nicknames")
        Set<String> nicknames = new HashSet<>();

        Person() {}

        Person(String name, Organization organization) {
            this.name = name;
            this.organization = organization;
        }
    }

    @Entity(name = "Employee")
    @CacheTags("role:{role}")
    static class Employee extends Person {
        Employee() {}

        Employee(String name, Organization organization, Role role) {
            super(name, organization);
            this.role = role;
        }
    }

    @Embeddable
    record SeatId(int floor, String desk) implements Serializable {}

    @Entity(name = "Seat")
    @CacheTags("seat:{id.floor}/{id.desk}")
    static class Seat {
        @EmbeddedId SeatId id;
        String sitter;

        Seat() {}

        Seat(SeatId id) {
            this.id = id;
        }
    }

    record StockId(String product, String shelf) implements Serializable {}

    @Entity(name = "Stock")
    @IdClass(StockId.class)
    @CacheTags("shelf:{shelf}")
    static class Stock {
        @Id String product;
        @Id String shelf;
        int pieces;

        Stock() {}

        Stock(String product, String shelf) {
            this.product = product;
            this.shelf = shelf;
        }
    }

    /** Without a version: nobody tells what it overwrites. */
    @Entity(name = "Loose")
    @CacheTags({"loose:{group}", "loose-id:{id}", "kept:{fixed}"})
    static class Loose {
        @Id Long id;

        @Column(name = "grp")
        String group;

        @Column(updatable = false)
        String fixed;

        @ElementCollection Set<String> marks = new HashSet<>();

        Loose() {}

        Loose(long id, String group) {
            this.id = id;
            this.group = group;
            this.fixed = "f" + id;
        }
    }

    /** Declares the listener that it has by default. */
    @Entity(name = "Twice")
    @EntityListeners(CacheTagsListener.class)
    @CacheTags(value = "twice:{id}", onBulk = "twice-in-bulk")
    static class Twice {
        @Id Long id;
        String name;

        Twice() {}

        Twice(long id) {
            this.id = id;
        }
    }

    /** Does without the default listeners. */
    @Entity(name = "Excluded")
    @ExcludeDefaultListeners
    @CacheTags("excluded:{id}")
    static class Excluded {
        @Id Long id;

        Excluded() {}

        Excluded(long id) {
            this.id = id;
        }
    }

    @Entity(name = "Plain")
    static class Plain {
        @Id Long id;

        Plain() {}

        Plain(long id) {
            this.id = id;
        }
    }
}
