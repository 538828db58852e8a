package io.hibernateredis.region;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Convert;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Version;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;

/** Entities with all kinds of associations, inheritance and natural ids, and many of them. */
final class Fleet {

    static final Class<?>[] ENTITIES = {
        Depot.class, Vehicle.class, Car.class, Truck.class, Paper.class, Permit.class, Driver.class
    };

    static final int DEPOTS = 500;
    static final int PER_DEPOT = 20;
    static final int EACH = DEPOTS * PER_DEPOT / 4;

    private Fleet() {}

    /** Has collections of each kind, and a simple natural id. */
    @Entity(name = "Depot")
    @Cacheable
    @NaturalIdCache
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Depot {
        @Id Long id;
        @NaturalId String name;

        @OneToMany(mappedBy = "depot")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Vehicle> vehicles = new ArrayList<>();

        @ManyToMany
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Driver> drivers = new HashSet<>();

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<String> labels = new LinkedHashSet<>();
    }

    @Embeddable
    static class Engine implements Serializable {
        String maker;
        int power;
    }

    /** A joined hierarchy with a compound natural id, one part of which is an association. */
    @Entity(name = "Vehicle")
    @Cacheable
    @NaturalIdCache
    @Inheritance(strategy = InheritanceType.JOINED)
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    abstract static class Vehicle {
        @Id Long id;
        @Version int version;

        @NaturalId
        @ManyToOne(fetch = FetchType.LAZY)
        Depot depot;

        @NaturalId int place;
        @Embedded Engine engine;

        @ManyToOne(fetch = FetchType.LAZY)
        Driver driver;
    }

    @Entity(name = "Car")
    static class Car extends Vehicle {
        int seats;
    }

    @Entity(name = "Truck")
    static class Truck extends Vehicle {
        int tons;
    }

    record Code(String text) implements Serializable {}

    public static class CodeConverter implements AttributeConverter<Code, String> {
        @Override
        public String convertToDatabaseColumn(Code code) {
            return code == null ? null : code.text();
        }

        @Override
        public Code convertToEntityAttribute(String text) {
            return text == null ? null : new Code(text);
        }
    }

    /** A hierarchy in one table, with a converted natural id. */
    @Entity(name = "Paper")
    @Cacheable
    @NaturalIdCache
    @Inheritance(strategy = InheritanceType.SINGLE_TABLE)
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Paper {
        @Id Long id;

        @NaturalId
        @Convert(converter = CodeConverter.class)
        Code code;

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Engine> engines = new ArrayList<>();
    }

    @Embeddable
    static class Stamp implements Serializable {
        String place;
        int number;

        Stamp() {}

        Stamp(String place, int number) {
            this.place = place;
            this.number = number;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Stamp that && place.equals(that.place) && number == that.number;
        }

        @Override
        public int hashCode() {
            return Objects.hash(place, number);
        }
    }

    @Entity(name = "Permit")
    static class Permit extends Paper {
        String issuer;
    }

    /** An embedded natural id, and an association that is always fetched. */
    @Entity(name = "Driver")
    @Cacheable
    @NaturalIdCache
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Driver {
        @Id Long id;
        @NaturalId @Embedded Stamp stamp;
        String name;

        @ManyToOne(fetch = FetchType.EAGER)
        Paper licence;
    }

    /** 500 depots, and 2,500 of each of drivers, papers, cars and trucks. */
    static void fill(SessionFactory factory) {
        Cluster.inTransaction(
                factory,
                s -> {
                    for (long d = 0; d < DEPOTS; d++) {
                        var depot = new Depot();
                        depot.id = d;
                        depot.name = "depot " + d;
                        depot.labels.add("label " + d);
                        s.persist(depot);
                        for (int i = 0; i < PER_DEPOT / 4; i++) {
                            fill(s, depot, d * PER_DEPOT / 4 + i);
                        }
                        if (d % 50 == 49) {
                            s.flush();
                            s.clear();
                        }
                    }
                });
    }

    private static void fill(Session s, Depot depot, long id) {
        Paper paper = id % 2 == 0 ? new Paper() : new Permit();
        paper.id = id;
        paper.code = new Code("code " + id);
        paper.engines.add(engine(id));
        s.persist(paper);
        var driver = new Driver();
        driver.id = id;
        driver.name = "driver " + id;
        driver.stamp = new Stamp("place", (int) id);
        driver.licence = paper;
        s.persist(driver);
        depot.drivers.add(driver);
        vehicle(s, new Car(), 2 * id, depot, driver);
        vehicle(s, new Truck(), 2 * id + 1, depot, driver);
    }

    private static void vehicle(Session s, Vehicle vehicle, long id, Depot depot, Driver driver) {
        vehicle.id = id;
        vehicle.depot = depot;
        vehicle.place = (int) id;
        vehicle.engine = engine(id);
        vehicle.driver = driver;
        s.persist(vehicle);
    }

    private static Engine engine(long id) {
        var engine = new Engine();
        engine.maker = "maker " + id % 7;
        engine.power = (int) id;
        return engine;
    }
}
