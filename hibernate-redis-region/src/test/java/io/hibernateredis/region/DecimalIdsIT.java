package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.hibernate.cfg.AvailableSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Ids that are decimals: 1.5 finds the row whose id is 1.50. */
class DecimalIdsIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster = new Cluster(REDIS, Rate.class, Deal.class, Cell.class);

    private static final BigDecimal SHORT = new BigDecimal("1.5");
    private static final BigDecimal OF_ROW = new BigDecimal("1.50");

    @Entity(name = "Rate")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @NaturalIdCache
    static class Rate {
        @Id
        @Column(precision = 10, scale = 2)
        BigDecimal id;

        @NaturalId String code;

        @OneToMany(mappedBy = "rate")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Deal> deals = new HashSet<>();
    }

    @Entity(name = "Deal")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Deal {
        @Id Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        Rate rate;

        @ManyToMany
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Rate> rates = new HashSet<>();

        @ManyToOne(fetch = FetchType.LAZY)
        Cell cell;
    }

    @Embeddable
    record Place(
            @Column(name = "x", precision = 10, scale = 2) BigDecimal x,
            @Column(name = "y") int y) {}

    @Entity(name = "Cell")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Cell {
        @EmbeddedId Place id;
        String name;
    }

    SessionFactory writer;
    SessionFactory reader;

    /** On the same database. */
    SessionFactory uncached;

    @BeforeEach
    void start() {
        writer = cluster.join();
        inTransaction(
                writer,
                session -> {
                    var rate = new Rate();
                    rate.id = SHORT;
                    rate.code = "r";
                    session.persist(rate);
                    var cell = new Cell();
                    cell.id = new Place(SHORT, 1);
                    session.persist(cell);
                    var deal = new Deal();
                    deal.id = 1L;
                    deal.rate = rate;
                    deal.rates.add(rate);
                    deal.cell = cell;
                    session.persist(deal);
                    var other = new Deal();
                    other.id = 2L;
                    other.rates.add(rate);
                    session.persist(other);
                });
        reader = cluster.join();
        uncached =
                cluster.join(
                        Map.of(
                                AvailableSettings.USE_SECOND_LEVEL_CACHE,
                                false,
                                AvailableSettings.USE_QUERY_CACHE,
                                false));
        Board.awaitSeen(reader, writer);
    }

    /** Twice, so that it is cached the second time. */
    private void assertRight(Function<Session, String> read) {
        for (int i = 0; i < 2; i++) {
            assertThat(fromTransaction(reader, read)).isEqualTo(fromTransaction(uncached, read));
        }
    }

    private static String id(Session session, Object entity) {
        return session.getIdentifier(entity).toString();
    }

    private static String several(Session session) {
        return session.findMultiple(Rate.class, List.of(SHORT, new BigDecimal("7"))).stream()
                .map(rate -> rate == null ? "none" : rate.id.toString())
                .collect(Collectors.joining(" "));
    }

    /** Of a deal that does not refer to the rate by its own row as well. */
    private static String rates(Session session) {
        return session.find(Deal.class, 2L).rates.stream()
                .map(rate -> id(session, rate))
                .collect(Collectors.joining());
    }

    @Test
    void entity_askedForInAnotherScale_hasTheIdOfItsRow() {
        assertRight(session -> session.find(Rate.class, SHORT).id.toString());
        assertRight(DecimalIdsIT::several);
        assertRight(session -> session.find(Rate.class, OF_ROW).id.toString());
    }

    @Test
    void entity_askedForAsItsRowSpellsIt_isCached() {
        Function<Session, String> read = session -> session.find(Rate.class, OF_ROW).code;
        assertRight(read);
        assertThat(statements(reader, () -> fromTransaction(reader, read))).isZero();
    }

    @Test
    void reference_loadedBesideAnotherSpelling_isThatOfItsRow() {
        inTransaction(
                reader, session -> Hibernate.initialize(session.find(Rate.class, SHORT).deals));
        assertRight(session -> id(session, session.find(Deal.class, 1L).rate));
    }

    @Test
    void reference_asItsRowSpellsIt_isCached() {
        Function<Session, String> read = session -> id(session, session.find(Deal.class, 1L).rate);
        assertRight(read);
        assertThat(
                        statements(
                                reader,
                                () ->
                                        fromTransaction(
                                                reader,
                                                session -> session.find(Deal.class, 1L).id)))
                .isZero();
    }

    @Test
    void elements_loadedBesideAnotherSpelling_areThoseOfTheirRows() {
        inTransaction(
                reader,
                session -> {
                    session.find(Rate.class, SHORT);
                    rates(session);
                });
        assertRight(DecimalIdsIT::rates);
    }

    @Test
    void naturalId_resolvedBesideAnotherSpelling_isThatOfItsRow() {
        Function<Session, String> read =
                session -> id(session, session.bySimpleNaturalId(Rate.class).load("r"));
        inTransaction(
                reader,
                session -> {
                    session.find(Rate.class, SHORT);
                    session.bySimpleNaturalId(Rate.class).load("r");
                });
        assertRight(read);
    }

    @Test
    void partOfAnId_loadedBesideAnotherSpelling_isThatOfItsRow() {
        inTransaction(
                reader,
                session -> {
                    session.find(Cell.class, new Place(SHORT, 1));
                    session.find(Deal.class, 1L);
                });
        assertRight(session -> id(session, session.find(Deal.class, 1L).cell));
        assertRight(
                session ->
                        session.findMultiple(Cell.class, List.of(new Place(OF_ROW, 1)))
                                .get(0)
                                .id
                                .toString());
    }
}
