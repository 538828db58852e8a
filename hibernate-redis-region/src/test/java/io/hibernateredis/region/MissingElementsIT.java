package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.settle;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.hibernateredis.external.ExternalWrites;
import io.hibernateredis.external.RowChange;
import io.hibernateredis.internal.session.HibernateVersion;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.ConstraintMode;
import jakarta.persistence.Entity;
import jakarta.persistence.ForeignKey;
import jakarta.persistence.Id;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows of join tables that come before what they refer to, where no foreign key forbids it. */
class MissingElementsIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Band.class, Singer.class);

    private SessionFactory one;
    private SessionFactory other;
    private ExternalWrites external;

    @BeforeEach
    void start() {
        // On Hibernate 7.1 the entities of this mapping are asked of the database each time.
        assumeThat(HibernateVersion.scopesOperations()).isTrue();
        one = cluster.join();
        other = cluster.join();
        external = ExternalWrites.of(one);
        inTransaction(
                one,
                session -> {
                    var band = new Band();
                    band.id = 1;
                    for (long id = 1; id <= 2; id++) {
                        var singer = new Singer();
                        singer.id = id;
                        session.persist(singer);
                        band.loose.add(singer);
                        band.firm.add(singer);
                    }
                    session.persist(band);
                });
        one.getCache().evictAllRegions();
        sql("insert into band_loose (band_id, loose_id) values (1, 3)");
        external.evictTables("band_loose");
        settle(one);
        Board.awaitSeen(other, one);
        warm();
    }

    private void sql(String sql) {
        cluster.execute(sql);
    }

    private void warm() {
        for (int i = 0; i < 2; i++) {
            for (SessionFactory each : List.of(one, other)) {
                loose(each);
                firm(each);
                settle(each);
            }
        }
    }

    private static Set<Long> loose(SessionFactory factory) {
        return fromTransaction(factory, session -> ids(session.find(Band.class, 1L).loose));
    }

    private static Set<Long> firm(SessionFactory factory) {
        return fromTransaction(factory, session -> ids(session.find(Band.class, 1L).firm));
    }

    private static Set<Long> ids(Set<Singer> singers) {
        return singers.stream().map(singer -> singer.id).collect(Collectors.toSet());
    }

    @Test
    void element_thatIsInsertedBySql_joinsTheCollectionThatAwaitsIt() {
        assertThat(loose(other)).containsExactlyInAnyOrder(1L, 2L);
        assertThat(statements(other, () -> loose(other))).isZero();

        sql("insert into Singer (id) values (3)");
        external.evict(List.of(RowChange.inserted("Singer", Map.of("ID", 3))));

        assertThat(loose(other)).containsExactlyInAnyOrder(1L, 2L, 3L);
    }

    /** A foreign key forbids rows that await it. */
    @Test
    void element_thatIsInsertedBySql_leavesOtherCollectionsInTheCache() {
        sql("insert into Singer (id) values (3)");
        external.evict(List.of(RowChange.inserted("Singer", Map.of("ID", 3))));

        assertThat(statements(other, () -> firm(other))).isZero();
    }

    @Entity(name = "Band")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Band {
        @Id long id;

        @ManyToMany
        @JoinTable(
                name = "band_loose",
                foreignKey = @ForeignKey(ConstraintMode.NO_CONSTRAINT),
                inverseForeignKey = @ForeignKey(ConstraintMode.NO_CONSTRAINT))
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Singer> loose = new HashSet<>();

        @ManyToMany
        @JoinTable(name = "band_firm")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Singer> firm = new HashSet<>();
    }

    @Entity(name = "Singer")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Singer {
        @Id long id;
    }
}
