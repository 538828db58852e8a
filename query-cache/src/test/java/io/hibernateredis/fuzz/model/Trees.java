package io.hibernateredis.fuzz.model;

import jakarta.persistence.Basic;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.OneToMany;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.LazyGroup;
import org.hibernate.annotations.OptimisticLock;

/** Hierarchies in tables of every kind, and collections of their roots and branches. */
public final class Trees {

    /** All entities. */
    public static final List<Class<?>> ENTITIES =
            List.of(
                    Keeper.class,
                    Pet.class,
                    Dog.class,
                    Cat.class,
                    Leash.class,
                    Garage.class,
                    Vehicle.class,
                    Truck.class,
                    Bus.class,
                    Host.class,
                    Event.class,
                    Entry.class,
                    Exit.class,
                    Kitchen.class,
                    Cook.class,
                    Clerk.class,
                    Film.class,
                    Studio.class);

    private Trees() {}

    /** Has collections of a root and of a branch, in one table. */
    @Entity(name = "Keeper")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Keeper {
        @Id Long id;
        String name;

        @OneToMany(mappedBy = "keeper")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Pet> pets = new HashSet<>();

        @OneToMany(mappedBy = "trainer")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Dog> dogs = new ArrayList<>();
    }

    /** A root, in one table. */
    @Entity(name = "Pet")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @Inheritance(strategy = InheritanceType.SINGLE_TABLE)
    public static class Pet {
        @Id Long id;
        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        Keeper keeper;
    }

    /** A branch. */
    @Entity(name = "Dog")
    public static class Dog extends Pet {

        @Basic(fetch = FetchType.LAZY)
        Integer barks;

        @ManyToOne(fetch = FetchType.LAZY)
        Keeper trainer;
    }

    /** Another branch. */
    @Entity(name = "Cat")
    public static class Cat extends Pet {
        String mood;
    }

    /** Refers to a root. */
    @Entity(name = "Leash")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Leash {
        @Id Long id;
        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        Pet pet;
    }

    /** Has collections of a root and of a branch, in joined tables. */
    @Entity(name = "Garage")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Garage {
        @Id Long id;
        String name;

        @OneToMany(mappedBy = "garage")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Vehicle> vehicles = new HashSet<>();

        @OneToMany(mappedBy = "depot")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Truck> trucks = new HashSet<>();
    }

    /** A root, joined. */
    @Entity(name = "Vehicle")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @Inheritance(strategy = InheritanceType.JOINED)
    public static class Vehicle {
        @Id Long id;
        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        Garage garage;
    }

    /** A branch, joined. */
    @Entity(name = "Truck")
    public static class Truck extends Vehicle {

        @Basic(fetch = FetchType.LAZY)
        Integer load;

        @ManyToOne(fetch = FetchType.LAZY)
        Garage depot;
    }

    /** Another branch, joined. */
    @Entity(name = "Bus")
    public static class Bus extends Vehicle {
        Integer seats;
    }

    /** Has a collection of a root, in a table for each class. */
    @Entity(name = "Host")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Host {
        @Id Long id;
        String name;

        @OneToMany(mappedBy = "host")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Event> events = new HashSet<>();

        @OneToMany(mappedBy = "door")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Entry> entries = new HashSet<>();
    }

    /** A root, in a table for each class. */
    @Entity(name = "Event")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
    public static class Event {
        @Id Long id;
        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        Host host;
    }

    /** A branch, in a table of its own. */
    @Entity(name = "Entry")
    public static class Entry extends Event {
        Integer gate;

        @ManyToOne(fetch = FetchType.LAZY)
        Host door;
    }

    /** Another branch, in a table of its own. */
    @Entity(name = "Exit")
    public static class Exit extends Event {
        Integer reason;
    }

    /** What two entities share. */
    @MappedSuperclass
    public static class Staff {
        @Id Long id;
        @Version Long version;
        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        Kitchen kitchen;
    }

    /** Has collections of both. */
    @Entity(name = "Kitchen")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Kitchen {
        @Id Long id;
        String name;

        @OneToMany(mappedBy = "kitchen")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Cook> cooks = new HashSet<>();

        @OneToMany(mappedBy = "kitchen")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Clerk> clerks = new HashSet<>();
    }

    /** One of both. */
    @Entity(name = "Cook")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Cook extends Staff {
        Integer stars;
    }

    /** The other, of which one column is not versioned. */
    @Entity(name = "Clerk")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
    @DynamicUpdate
    public static class Clerk extends Staff {
        @OptimisticLock(excluded = true)
        Integer desk;
    }

    /** In two tables. */
    @Entity(name = "Film")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @SecondaryTable(name = "film_text")
    @DynamicUpdate
    public static class Film {
        @Id Long id;
        String name;
        @Version Long version;

        @Column(table = "film_text")
        @Basic(fetch = FetchType.LAZY)
        @LazyGroup("text")
        String text;

        @ManyToOne(fetch = FetchType.LAZY)
        @JoinColumn(table = "film_text")
        Studio studio;
    }

    /** Has a collection by a column of a second table. */
    @Entity(name = "Studio")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Studio {
        @Id Long id;
        String name;

        @OneToMany(mappedBy = "studio")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Film> films = new HashSet<>();
    }
}
