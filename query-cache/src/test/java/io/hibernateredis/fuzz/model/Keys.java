package io.hibernateredis.fuzz.model;

import jakarta.persistence.Basic;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapsId;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.hibernate.annotations.Subselect;
import org.hibernate.annotations.Synchronize;

/** Ids and natural ids of every kind, and rows that several entities see. */
public final class Keys {

    /** All entities. */
    public static final List<Class<?>> ENTITIES =
            List.of(
                    Account.class,
                    Login.class,
                    Country.class,
                    Price.class,
                    Offer.class,
                    Word.class,
                    Code.class,
                    Hall.class,
                    Seat.class,
                    Ticket.class,
                    Prod.class,
                    ProdLight.class,
                    ProdTwin.class,
                    ProdView.class,
                    Stock.class,
                    Person.class,
                    Passport.class);

    private Keys() {}

    /** With a natural id that changes, and may be null. */
    @Entity(name = "Account")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @NaturalIdCache
    public static class Account {
        @Id Long id;

        @Basic(fetch = FetchType.LAZY)
        String name;

        @NaturalId(mutable = true)
        String email;
    }

    /** With two that change, and a version. */
    @Entity(name = "Login")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @NaturalIdCache
    public static class Login {
        @Id Long id;
        @Version Long version;
        String name;

        @NaturalId(mutable = true)
        String realm;

        @NaturalId(mutable = true)
        Integer nr;
    }

    /** Is never changed. */
    @Entity(name = "Country")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_ONLY)
    @NaturalIdCache
    @Immutable
    public static class Country {
        @Id Long id;

        @NaturalId String code;

        @Column(updatable = false)
        String name;
    }

    /** Has a decimal for an id. */
    @Entity(name = "Price")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Price {
        @Id
        @Column(precision = 10, scale = 2)
        BigDecimal id;

        String name;

        @OneToMany(mappedBy = "price")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Offer> offers = new HashSet<>();
    }

    /** Refers to a decimal. */
    @Entity(name = "Offer")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Offer {
        @Id Long id;
        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        Price price;
    }

    /** Has a text for an id whose case does not matter. */
    @Entity(name = "Word")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Word {
        @Id
        @Column(columnDefinition = "varchar_ignorecase")
        String id;

        String name;
    }

    /** Has a padded text for an id. */
    @Entity(name = "Code")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Code {
        @Id
        @Column(columnDefinition = "char(8)")
        String id;

        String name;
    }

    /** Has rows of seats. */
    @Entity(name = "Hall")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Hall {
        @Id Long id;
        String name;

        @OneToMany(mappedBy = "hall")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Seat> seats = new HashSet<>();
    }

    /** Has an id of two parts. */
    @Entity(name = "Seat")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Seat {
        @EmbeddedId SeatId id;
        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        Hall hall;

        @OneToMany(mappedBy = "seat")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Ticket> tickets = new HashSet<>();
    }

    /** Refers to an id of two parts. */
    @Entity(name = "Ticket")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Ticket {
        @Id Long id;
        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        Seat seat;
    }

    /** Sees a row. */
    @Entity(name = "Prod")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Prod {
        @Id Long id;
        String name;
        Integer amount;

        @Formula("amount * 2")
        Integer twice;
    }

    /** Sees the same row, or less of it. */
    @Entity(name = "ProdLight")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @Table(name = "Prod")
    @Immutable
    public static class ProdLight {
        @Id Long id;
        String name;
    }

    /** Writes the same row. */
    @Entity(name = "ProdTwin")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @Table(name = "Prod")
    @DynamicUpdate
    public static class ProdTwin {
        @Id Long id;
        String name;
        Integer amount;
    }

    /** Sees what a select gives. */
    @Entity(name = "ProdView")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @Subselect("select id, name from Prod where amount > 1")
    @Synchronize("Prod")
    @Immutable
    public static class ProdView {
        @Id Long id;
        String name;
    }

    /** Counts rows of another table. */
    @Entity(name = "Stock")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Stock {
        @Id Long id;
        String name;

        @Formula("(select count(*) from Prod p where p.amount > 1)")
        Integer many;
    }

    /** Shares its id. */
    @Entity(name = "Person")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Person {
        @Id Long id;
        String name;

        @OneToOne(mappedBy = "person", fetch = FetchType.LAZY)
        Passport passport;
    }

    /** Has the id of a person. */
    @Entity(name = "Passport")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Passport {
        @Id Long id;
        String name;

        @MapsId
        @OneToOne(fetch = FetchType.LAZY)
        Person person;
    }

    /** An id of two parts. */
    @Embeddable
    public record SeatId(Integer line, Integer nr) {}
}
