package io.hibernateredis.fuzz.model;

import jakarta.persistence.Basic;
import jakarta.persistence.Cacheable;
import jakarta.persistence.ConstraintMode;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ForeignKey;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapKey;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.MapKeyJoinColumn;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.Filter;
import org.hibernate.annotations.FilterDef;
import org.hibernate.annotations.NotFound;
import org.hibernate.annotations.NotFoundAction;
import org.hibernate.annotations.OptimisticLock;
import org.hibernate.annotations.ParamDef;
import org.hibernate.annotations.SQLRestriction;
import org.hibernate.annotations.SoftDelete;
import org.hibernate.annotations.SortNatural;

/** Collections of values and of entities, in every order and by every key. */
public final class Bags {

    /** All entities. */
    public static final List<Class<?>> ENTITIES =
            List.of(
                    Note.class,
                    Sheet.class,
                    Team.class,
                    Player.class,
                    Atlas.class,
                    Chart.class,
                    Reader.class,
                    Shelf.class,
                    Jar.class,
                    Label.class,
                    Can.class,
                    Office.class,
                    Desk.class,
                    Wall.class,
                    Paint.class);

    private Bags() {}

    /** Of values. */
    @Entity(name = "Note")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Note {
        @Id Long id;
        @Version Long version;
        String name;

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<String> words = new HashSet<>();

        @ElementCollection
        @OrderColumn(name = "nr")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<String> lines = new ArrayList<>();

        @ElementCollection
        @MapKeyColumn(name = "lang")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Map<String, Integer> counts = new HashMap<>();

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Mark> marks = new ArrayList<>();

        @ElementCollection
        @SortNatural
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        SortedSet<String> sorted = new TreeSet<>();
    }

    /** Unversioned, some of its collections not cached. */
    @Entity(name = "Sheet")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Sheet {
        @Id Long id;
        String name;

        @ElementCollection
        @OptimisticLock(excluded = true)
        @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
        Set<Integer> cells = new HashSet<>();

        @ElementCollection List<String> plain = new ArrayList<>();
    }

    /** Of entities that refer to it, ordered, by keys, and some of them only. */
    @Entity(name = "Team")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Team {
        @Id Long id;
        String name;

        @OneToMany(mappedBy = "team")
        @OrderBy("name, id")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Player> ordered = new ArrayList<>();

        @OneToMany(mappedBy = "team")
        @SQLRestriction("fit = true")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Player> fit = new HashSet<>();

        @OneToMany(mappedBy = "team")
        @MapKey(name = "name")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Map<String, Player> byName = new HashMap<>();
    }

    /**
     * Decides where it is. A team has one of a name: else the database may put any into the map.
     */
    @Entity(name = "Player")
    @Table(uniqueConstraints = @UniqueConstraint(columnNames = {"team_id", "name"}))
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Player {
        @Id Long id;
        String name;
        Boolean fit;

        @ManyToOne(fetch = FetchType.LAZY)
        Team team;
    }

    /** Of entities by keys that are columns, or entities. */
    @Entity(name = "Atlas")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Atlas {
        @Id Long id;
        String name;

        @ManyToMany
        @MapKeyColumn(name = "page")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Map<Integer, Chart> pages = new HashMap<>();

        @ManyToMany
        @JoinTable(name = "atlas_reader")
        @MapKeyJoinColumn(name = "reader_id")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Map<Reader, Chart> favourites = new HashMap<>();

        @ManyToMany
        @JoinTable(name = "atlas_list")
        @OrderColumn(name = "nr")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Chart> list = new ArrayList<>();

        @ManyToMany
        @JoinTable(name = "atlas_sorted")
        @OrderBy("name, id")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Chart> sorted = new ArrayList<>();
    }

    /** An element. */
    @Entity(name = "Chart")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Chart {
        @Id Long id;
        String name;

        @ManyToMany(mappedBy = "list")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Atlas> atlases = new HashSet<>();
    }

    /** A key. */
    @Entity(name = "Reader")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Reader {
        @Id Long id;
        String name;
    }

    /** Of entities that hide, or are gone but for their rows. */
    @Entity(name = "Shelf")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Shelf {
        @Id Long id;
        String name;

        @OneToMany(mappedBy = "shelf")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Jar> jars = new HashSet<>();

        @OneToMany(mappedBy = "shelf")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Can> cans = new HashSet<>();

        @ManyToMany
        @JoinTable(name = "shelf_can")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Can> lent = new HashSet<>();

        @OneToMany
        @JoinTable(name = "shelf_jar")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Jar> shown = new HashSet<>();
    }

    /** Hides. */
    @Entity(name = "Jar")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @SQLRestriction("hidden = false")
    public static class Jar {
        @Id Long id;
        String name;
        boolean hidden;

        @ManyToOne(fetch = FetchType.LAZY)
        @NotFound(action = NotFoundAction.IGNORE)
        @JoinColumn(foreignKey = @ForeignKey(ConstraintMode.NO_CONSTRAINT))
        Shelf shelf;
    }

    /** Refers to what hides. */
    @Entity(name = "Label")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Label {
        @Id Long id;

        @Basic(fetch = FetchType.LAZY)
        String name;

        @ManyToOne Jar jar;

        @ManyToOne(fetch = FetchType.LAZY)
        Jar spare;
    }

    /** Is never deleted. */
    @Entity(name = "Can")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @SoftDelete
    public static class Can {
        @Id Long id;
        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        Shelf shelf;
    }

    /** Of entities that are filtered. */
    @Entity(name = "Office")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Office {
        @Id Long id;
        String name;

        @OneToMany(mappedBy = "office")
        @Filter(name = "tall", condition = "height >= :least")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Desk> desks = new HashSet<>();
    }

    /** Is filtered by a condition, also by its id. */
    @Entity(name = "Desk")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @FilterDef(
            name = "tall",
            parameters = @ParamDef(name = "least", type = Integer.class),
            applyToLoadByKey = true)
    @Filter(name = "tall", condition = "height >= :least")
    public static class Desk {
        @Id Long id;
        String name;
        Integer height;

        @ManyToOne(fetch = FetchType.LAZY)
        Office office;
    }

    /** Of values of a row, on both sides of a table of pairs. */
    @Entity(name = "Wall")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Wall {
        @Id Long id;
        String name;

        @ManyToMany
        @JoinTable(name = "wall_paint")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Paint> paints = new ArrayList<>();
    }

    /** The other side, in an order. */
    @Entity(name = "Paint")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Paint {
        @Id Long id;
        String name;

        @ManyToMany(mappedBy = "paints")
        @OrderBy("name, id")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Wall> walls = new ArrayList<>();
    }

    /** An element of two columns. */
    @Embeddable
    public record Mark(String text, Integer at) {}
}
