package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A session that holds an entity reads it once more, joined with what its row refers to by now:
 * Hibernate initializes the proxy that the entity refers to from the row of another.
 */
class JoinedRowsIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Owner.class, Pet.class);

    private SessionFactory one;
    private SessionFactory other;

    @BeforeEach
    void start() {
        one = cluster.join();
        other = cluster.join();
        inTransaction(
                one,
                session -> {
                    session.persist(new Owner(1, "ann"));
                    session.persist(new Owner(2, "bob"));
                    session.persist(new Pet(1, session.getReference(Owner.class, 1L)));
                    session.persist(new Pet(2, session.getReference(Owner.class, 2L)));
                });
        one.getCache().evictAllRegions();
    }

    /** Another transaction moves the pet, between the two reads of a session. */
    private void readTwice(String second) {
        inTransaction(
                one,
                session -> {
                    assertThat(session.find(Pet.class, 1L).owner).isNotNull();
                    inTransaction(
                            other,
                            moving ->
                                    moving.find(Pet.class, 1L).owner =
                                            moving.getReference(Owner.class, 2L));
                    session.createSelectionQuery(second, Pet.class).list();
                });
    }

    private void assertRight(SessionFactory factory) {
        for (int i = 0; i < 2; i++) {
            assertThat(nameOf(factory, 1)).isEqualTo("ann");
            assertThat(nameOf(factory, 2)).isEqualTo("bob");
            assertThat(idOf(factory, "bob")).isEqualTo(2);
            assertThat(idOf(factory, "ann")).isEqualTo(1);
            assertThat(labelsOf(factory, 1)).containsExactly("ann's");
            assertThat(labelsOf(factory, 2)).containsExactly("bob's");
            assertThat(petsOf(factory, 1)).isEmpty();
            assertThat(petsOf(factory, 2)).containsExactlyInAnyOrder(1L, 2L);
        }
    }

    private static String nameOf(SessionFactory factory, long id) {
        return fromTransaction(factory, s -> s.find(Owner.class, id).name);
    }

    private static long idOf(SessionFactory factory, String name) {
        return fromTransaction(factory, s -> s.bySimpleNaturalId(Owner.class).load(name).id);
    }

    private static List<String> labelsOf(SessionFactory factory, long owner) {
        return fromTransaction(factory, s -> List.copyOf(s.find(Owner.class, owner).labels));
    }

    private static List<Long> petsOf(SessionFactory factory, long owner) {
        return fromTransaction(factory, s -> ids(s, owner));
    }

    private static List<Long> ids(Session session, long owner) {
        return session.find(Owner.class, owner).pets.stream().map(pet -> pet.id).toList();
    }

    @Test
    void rowOfAnotherEntity_isNotStored() {
        readTwice("from Pet p join fetch p.owner where p.id = 1");

        assertRight(one);
        assertRight(other);
    }

    @Test
    void elementsOfAnotherEntity_areNotStored() {
        readTwice("from Pet p join fetch p.owner o left join fetch o.pets where p.id = 1");

        assertRight(one);
        assertRight(other);
    }

    /** The move of the pet does not invalidate them. */
    @Test
    void valuesOfAnotherEntity_areNotStored() {
        readTwice("from Pet p join fetch p.owner o left join fetch o.labels where p.id = 1");

        assertRight(one);
        assertRight(other);
    }

    @Test
    void rowOfAJoin_ofASessionThatHoldsNothing_isStored() {
        inTransaction(
                one,
                session ->
                        session.createSelectionQuery("from Pet p join fetch p.owner", Pet.class)
                                .list());

        assertThat(statements(one, this::findOwner)).isZero();
    }

    @Test
    void proxyThatIsInitialized_isStored() {
        inTransaction(
                one, session -> assertThat(session.find(Pet.class, 1L).owner.name()).isNotNull());

        assertThat(statements(one, this::findOwner)).isZero();
    }

    private void findOwner() {
        inTransaction(one, s -> assertThat(s.find(Owner.class, 1L)).isNotNull());
    }

    @Entity(name = "Owner")
    @Cacheable
    @NaturalIdCache
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Owner {
        @Id long id;

        @NaturalId(mutable = true)
        String name;

        @OneToMany(mappedBy = "owner")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Pet> pets = new ArrayList<>();

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<String> labels = new HashSet<>();

        Owner() {}

        Owner(long id, String name) {
            this.id = id;
            this.name = name;
            labels.add(name + "'s");
        }

        String name() {
            return name;
        }
    }

    @Entity(name = "Pet")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Pet {
        @Id long id;

        @ManyToOne(fetch = FetchType.LAZY)
        Owner owner;

        Pet() {}

        Pet(long id, Owner owner) {
            this.id = id;
            this.owner = owner;
        }
    }
}
