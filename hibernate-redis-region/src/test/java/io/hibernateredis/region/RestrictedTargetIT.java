package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.counters;
import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.hibernate.Hibernate;
import org.hibernate.ObjectNotFoundException;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.NotFound;
import org.hibernate.annotations.NotFoundAction;
import org.hibernate.annotations.SQLRestriction;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.jpa.SpecHints;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What refers to an entity that a restriction hides or shows reads as it does without cache. */
class RestrictedTargetIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(
                    REDIS,
                    Plot.class,
                    Flag.class,
                    Bed.class,
                    Lamp.class,
                    Bench.class,
                    Sign.class,
                    Park.class,
                    Gate.class,
                    Path.class);

    private SessionFactory one;
    private SessionFactory other;
    private SessionFactory uncached;

    @BeforeEach
    void start() {
        one = cluster.join();
        other = cluster.join();
        uncached =
                cluster.join(
                        Map.of(
                                AvailableSettings.USE_SECOND_LEVEL_CACHE,
                                false,
                                AvailableSettings.USE_QUERY_CACHE,
                                false));
        inTransaction(
                one,
                session -> {
                    Plot plot = new Plot();
                    Park park = new Park(plot);
                    plot.park = park;
                    session.persist(plot);
                    session.persist(new Flag());
                    session.persist(new Bed(plot));
                    session.persist(new Lamp(plot));
                    session.persist(new Bench(plot));
                    session.persist(new Sign(plot));
                    session.persist(park);
                    Gate gate = new Gate();
                    session.persist(gate);
                    session.persist(new Path(gate));
                });
        one.getCache().evictAllRegions();
    }

    /** Hides the plot, or shows it. */
    enum Write {
        ENTITY((factory, hidden) -> inTransaction(factory, s -> plot(s).hidden = hidden)),
        STATELESS(
                (factory, hidden) -> {
                    Plot plot = fromTransaction(factory, RestrictedTargetIT::plot);
                    plot.hidden = hidden;
                    try (var session = factory.openStatelessSession()) {
                        session.beginTransaction();
                        session.update(plot);
                        session.getTransaction().commit();
                    }
                }),
        HQL(
                (factory, hidden) ->
                        inTransaction(
                                factory,
                                s ->
                                        s.createMutationQuery("update Plot set hidden = :hidden")
                                                .setParameter("hidden", hidden)
                                                .executeUpdate())),
        SQL(
                (factory, hidden) ->
                        inTransaction(
                                factory,
                                s ->
                                        s.createNativeMutationQuery(
                                                        "update Plot set hidden = " + hidden)
                                                .executeUpdate())),
        FLAG((factory, hidden) -> inTransaction(factory, s -> s.find(Flag.class, 1L).up = !hidden)),
        FLAG_BY_HQL(
                (factory, hidden) ->
                        inTransaction(
                                factory,
                                s ->
                                        s.createMutationQuery("update Flag set up = :up")
                                                .setParameter("up", !hidden)
                                                .executeUpdate()));

        private final BiConsumer<SessionFactory, Boolean> action;

        Write(BiConsumer<SessionFactory, Boolean> action) {
            this.action = action;
        }
    }

    /** The plot, hidden or not. */
    private static Plot plot(Session session) {
        return session.createNativeQuery("select * from Plot", Plot.class).getSingleResult();
    }

    private static final Map<String, Function<Session, Object>> READS = new LinkedHashMap<>();

    static {
        READS.put("plot", s -> text(s.find(Plot.class, 1L)));
        READS.put("bed", s -> text(s.find(Bed.class, 1L).plot));
        READS.put("lamp", s -> text(s.find(Lamp.class, 1L).plot));
        // Without cache, the graph's join reads null; what is cached is a proxy of the same.
        READS.put(
                "whether the lamp with its plot has one",
                s -> {
                    try {
                        var hints = Map.of(SpecHints.HINT_SPEC_FETCH_GRAPH, graph(s));
                        return text(s.find(Lamp.class, 1L, hints).plot);
                    } catch (ObjectNotFoundException e) {
                        return "none";
                    }
                });
        READS.put("plot by SQL", s -> plot(s).sign.id);
        READS.put("bench", s -> text(s.find(Bench.class, 1L).plot));
        READS.put("sign", s -> text(s.find(Sign.class, 1L).plot));
        READS.put("plot's sign", s -> s.find(Plot.class, 1L).sign.id);
        READS.put("plots", s -> texts(park(s).plots));
        READS.put("inverse", s -> texts(park(s).inverse));
        READS.put("parts", s -> texts(park(s).parts.stream().map(part -> part.plot).toList()));
        READS.put(
                "named",
                s -> {
                    Map<String, String> texts = new TreeMap<>();
                    park(s).named.forEach((name, plot) -> texts.put(name, text(plot)));
                    return texts;
                });
        READS.put("keyed", s -> texts(List.copyOf(park(s).keyed.keySet())));
        READS.put(
                "beds by a query",
                s ->
                        texts(
                                cacheable(s, "from Bed b left join fetch b.plot", Bed.class)
                                        .map(bed -> bed.plot)
                                        .toList()));
        READS.put(
                "lamps by a query",
                s ->
                        texts(
                                cacheable(s, "from Lamp l left join fetch l.plot", Lamp.class)
                                        .map(lamp -> lamp.plot)
                                        .toList()));
        READS.put(
                "keys by a query",
                s ->
                        cacheable(s, "select key(k) from Park p join p.keyed k", Plot.class)
                                .map(plot -> plot.id)
                                .toList());
        READS.put(
                "ids of plots", s -> cacheable(s, "select p.id from Plot p", Long.class).toList());
    }

    private static <T> java.util.stream.Stream<T> cacheable(
            Session session, String query, Class<T> type) {
        return session
                .createSelectionQuery(query, type)
                .setCacheable(true)
                .getResultList()
                .stream();
    }

    private static Object graph(Session session) {
        var graph = session.createEntityGraph(Lamp.class);
        graph.addAttributeNodes("plot");
        return graph;
    }

    private static Park park(Session session) {
        return session.find(Park.class, 1L);
    }

    private static List<String> texts(List<Plot> plots) {
        return plots.stream().map(RestrictedTargetIT::text).toList();
    }

    private static String text(Plot plot) {
        Hibernate.initialize(plot);
        return plot == null ? "none" : "plot";
    }

    private static String read(SessionFactory factory, Function<Session, Object> read) {
        try {
            return fromTransaction(factory, session -> String.valueOf(read.apply(session)));
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName();
        }
    }

    private void assertReadsAreAsWithoutCache(String when, SessionFactory... factories) {
        Map<String, String> expected = new LinkedHashMap<>();
        READS.forEach((name, read) -> expected.put(name, read(uncached, read)));
        for (SessionFactory factory : factories) {
            Map<String, String> found = new LinkedHashMap<>();
            READS.forEach((name, read) -> found.put(name, read(factory, read)));
            assertThat(found).as(when).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void references_toWhatAWriteHidesOrShows_areAsWithoutCache(Write write) {
        for (boolean hidden : new boolean[] {true, false, true, false}) {
            assertReadsAreAsWithoutCache("before hidden=" + hidden, one, other, one);

            write.action.accept(one, hidden);

            assertReadsAreAsWithoutCache("after hidden=" + hidden, other, one, other);
        }
    }

    @Test
    void references_inShallowResults_areAsWithoutCache() {
        Map<String, Object> layout = Map.of(AvailableSettings.QUERY_CACHE_LAYOUT, "SHALLOW");
        SessionFactory shallow = cluster.join(layout);
        SessionFactory otherShallow = cluster.join(layout);
        for (boolean hidden : new boolean[] {true, false}) {
            assertReadsAreAsWithoutCache("before", shallow, otherShallow, shallow);

            Write.ENTITY.action.accept(shallow, hidden);

            assertReadsAreAsWithoutCache("after", otherShallow, shallow, otherShallow);
        }
    }

    @Test
    void update_ofWhatTheRestrictionDoesNotMention_leavesWhatRefersToIt() {
        Function<Session, Object> path = s -> s.find(Path.class, 1L).gate;
        read(other, path);
        read(other, path);

        inTransaction(one, s -> s.find(Gate.class, 1L).name = "new");

        long hits = counters(other).count(Event.HIT);
        read(other, path);
        assertThat(counters(other).count(Event.HIT)).isEqualTo(hits + 1);

        inTransaction(one, s -> s.find(Gate.class, 1L).closed = true);

        assertThat(read(other, path)).isEqualTo("null");
    }

    @Test
    void update_ofAnUnfetchedReferenceThatAJoinReadAsNull_isNotStored() {
        Write.SQL.action.accept(one, true);
        inTransaction(
                one,
                s ->
                        s.createSelectionQuery("from Lamp l left join fetch l.plot", Lamp.class)
                                        .getSingleResult()
                                        .name =
                                "new");
        Write.SQL.action.accept(one, false);

        assertThat(read(other, READS.get("lamp"))).isEqualTo(read(uncached, READS.get("lamp")));
        assertThat(read(one, READS.get("lamp"))).isEqualTo("plot");
    }

    @Test
    void load_withAGraphThatReadsAHiddenReferenceAsNull_isNotStored() {
        Function<Session, Object> withItsPlot = READS.get("whether the lamp with its plot has one");
        Write.SQL.action.accept(one, true);

        read(one, withItsPlot);
        read(one, withItsPlot);

        assertThat(read(other, READS.get("lamp"))).isEqualTo(read(uncached, READS.get("lamp")));
    }

    @Test
    void update_bySomeoneElseInBetween_isNoticed() {
        read(other, READS.get("bed"));
        inTransaction(
                one,
                s -> {
                    Plot plot = s.find(Plot.class, 1L);
                    Write.SQL.action.accept(other, true);
                    read(other, READS.get("bed"));
                    // Writes all columns, and so shows the plot again.
                    plot.name = "new";
                });

        assertReadsAreAsWithoutCache("after", other, one);
    }

    @Entity(name = "Plot")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @SQLRestriction("hidden = false and exists (select 1 from Flag f where f.id = 1 and f.up)")
    static class Plot {
        @Id long id = 1;
        boolean hidden;
        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        Park park;

        @OneToOne(mappedBy = "plot")
        Sign sign;
    }

    @Entity(name = "Gate")
    @SQLRestriction("closed = false")
    static class Gate {
        @Id long id = 1;
        boolean closed;
        String name;
    }

    @Entity(name = "Path")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Path {
        @Id long id = 1;
        @ManyToOne Gate gate;

        protected Path() {}

        Path(Gate gate) {
            this.gate = gate;
        }
    }

    @Entity(name = "Flag")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Flag {
        @Id long id = 1;
        boolean up = true;
    }

    @Entity(name = "Bed")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Bed {
        @Id long id = 1;
        @ManyToOne Plot plot;

        protected Bed() {}

        Bed(Plot plot) {
            this.plot = plot;
        }
    }

    @Entity(name = "Lamp")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @DynamicUpdate
    static class Lamp {
        @Id long id = 1;
        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        Plot plot;

        protected Lamp() {}

        Lamp(Plot plot) {
            this.plot = plot;
        }
    }

    @Entity(name = "Bench")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Bench {
        @Id long id = 1;

        @ManyToOne
        @NotFound(action = NotFoundAction.IGNORE)
        Plot plot;

        protected Bench() {}

        Bench(Plot plot) {
            this.plot = plot;
        }
    }

    @Entity(name = "Sign")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Sign {
        @Id long id = 1;
        @OneToOne Plot plot;

        protected Sign() {}

        Sign(Plot plot) {
            this.plot = plot;
        }
    }

    @Embeddable
    static class Part {
        @ManyToOne Plot plot;

        protected Part() {}

        Part(Plot plot) {
            this.plot = plot;
        }
    }

    @Entity(name = "Park")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Park {
        @Id long id = 1;

        @ManyToMany
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Plot> plots = new ArrayList<>();

        @OneToMany(mappedBy = "park")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Plot> inverse = new ArrayList<>();

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Part> parts = new ArrayList<>();

        @ManyToMany
        @JoinTable(name = "park_named")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Map<String, Plot> named = new HashMap<>();

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Map<Plot, String> keyed = new HashMap<>();

        protected Park() {}

        Park(Plot plot) {
            plots.add(plot);
            parts.add(new Part(plot));
            named.put("a", plot);
            keyed.put(plot, "b");
        }
    }
}
