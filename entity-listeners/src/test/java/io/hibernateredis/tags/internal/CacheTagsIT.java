package io.hibernateredis.tags.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hibernateredis.region.Cluster;
import io.hibernateredis.tags.CacheTags;
import io.hibernateredis.tags.internal.Directory.Address;
import io.hibernateredis.tags.internal.Directory.Employee;
import io.hibernateredis.tags.internal.Directory.Excluded;
import io.hibernateredis.tags.internal.Directory.Loose;
import io.hibernateredis.tags.internal.Directory.Organization;
import io.hibernateredis.tags.internal.Directory.Person;
import io.hibernateredis.tags.internal.Directory.Plain;
import io.hibernateredis.tags.internal.Directory.Role;
import io.hibernateredis.tags.internal.Directory.Seat;
import io.hibernateredis.tags.internal.Directory.SeatId;
import io.hibernateredis.tags.internal.Directory.Stock;
import io.hibernateredis.tags.internal.Directory.StockId;
import io.hibernateredis.tags.internal.Directory.Twice;
import io.hibernateredis.testing.RedisExtension;
import java.util.Map;
import org.hibernate.Hibernate;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which tags a write invalidates, and when. */
class CacheTagsIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Directory.ENTITIES);

    final TagTimes times = new TagTimes(REDIS);
    SessionFactory factory;
    long ann;

    @BeforeEach
    void start() {
        factory = cluster.join();
        ann =
                Cluster.fromTransaction(
                        factory,
                        session -> {
                            for (long id = 1; id <= 3; id++) {
                                session.persist(new Organization(id));
                            }
                            session.persist(new Loose(1, "a"));
                            session.persist(new Twice(1));
                            var person = new Person("Ann", reference(session, 1));
                            session.persist(person);
                            return person.id;
                        });
    }

    private static Organization reference(org.hibernate.Session session, long id) {
        return session.getReference(Organization.class, id);
    }

    @Test
    void insert_invalidatesItsTags_alsoWithAGeneratedIdAndWithoutParts() {
        assertThat(
                        times.invalidatedBy(
                                () ->
                                        Cluster.inTransaction(
                                                factory,
                                                session ->
                                                        session.persist(new Person("Bo", null)))))
                .containsExactlyInAnyOrder(
                        "all", "people", "person:" + (ann + 1), "org:null", "city:null:null");
    }

    @Test
    void update_invalidatesTheTagsOfTheOldAndTheNewState() {
        assertThat(
                        times.invalidatedBy(
                                () ->
                                        Cluster.inTransaction(
                                                factory,
                                                session -> {
                                                    var person = session.find(Person.class, ann);
                                                    person.organization = reference(session, 2);
                                                    person.address =
                                                            new Address(
                                                                    "Oslo", reference(session, 3));
                                                })))
                .containsExactlyInAnyOrder(
                        "all",
                        "people",
                        "person:" + ann,
                        "org:1",
                        "org:2",
                        "city:null:null",
                        "city:Oslo:3");
    }

    @Test
    void lazyAssociation_isNotLoaded() {
        Cluster.inTransaction(
                factory,
                session -> {
                    var person = session.find(Person.class, ann);
                    person.name = "Anna";
                    session.flush();
                    assertThat(Hibernate.isInitialized(person.organization)).isFalse();
                });
    }

    @Test
    void delete_invalidatesTheTagsOfTheRow_notOfAnUnflushedChange() {
        assertThat(
                        times.invalidatedBy(
                                () ->
                                        Cluster.inTransaction(
                                                factory,
                                                session -> {
                                                    var person = session.find(Person.class, ann);
                                                    session.remove(person);
                                                })))
                .containsExactlyInAnyOrder(
                        "all", "people", "person:" + ann, "org:1", "city:null:null");
    }

    @Test
    void subclass_addsItsTagsToThoseItInherits_andEnumsGoByTheirName() {
        assertThat(
                        times.invalidatedBy(
                                () ->
                                        Cluster.inTransaction(
                                                factory,
                                                session ->
                                                        session.persist(
                                                                new Employee(
                                                                        "Cy",
                                                                        reference(session, 2),
                                                                        Role.MEMBER)))))
                .contains("all", "people", "org:2", "role:MEMBER");
    }

    @Test
    void compositeIds_areWalkedInto() {
        assertThat(
                        times.invalidatedBy(
                                () ->
                                        Cluster.inTransaction(
                                                factory,
                                                session -> {
                                                    session.persist(new Seat(new SeatId(2, "b")));
                                                    session.persist(new Stock("nail", "s7"));
                                                })))
                .containsExactlyInAnyOrder("seat:2/b", "shelf:s7");
        assertThat(
                        times.invalidatedBy(
                                () ->
                                        Cluster.inTransaction(
                                                factory,
                                                session ->
                                                        session.find(
                                                                                Stock.class,
                                                                                new StockId(
                                                                                        "nail",
                                                                                        "s7"))
                                                                        .pieces =
                                                                3)))
                .containsExactly("shelf:s7");
    }

    @Test
    void flush_invalidatesNothing_theCommitDoes() {
        factory.inSession(
                session -> {
                    var transaction = session.beginTransaction();
                    session.find(Person.class, ann).name = "Anna";
                    assertThat(times.invalidatedBy(session::flush)).isEmpty();
                    assertThat(times.invalidatedBy(transaction::commit)).contains("org:1");
                });
    }

    @Test
    void rollback_invalidatesNothing() {
        assertThat(
                        times.invalidatedBy(
                                () ->
                                        factory.inSession(
                                                session -> {
                                                    var transaction = session.beginTransaction();
                                                    session.find(Person.class, ann).name = "Anna";
                                                    session.flush();
                                                    transaction.rollback();
                                                })))
                .isEmpty();
    }

    @Test
    void announcement_comesBeforeTheDatabaseCommits() {
        Cluster.connections(factory)
                .beforeNextCommit(
                        () ->
                                assertThat(REDIS.admin().zscore("{hr:0}i", "a:org:1"))
                                        .as("its lease lies in the future")
                                        .isGreaterThan(REDIS.admin().zscore("{hr:0}i", "~")));
        Cluster.inTransaction(factory, session -> session.find(Person.class, ann).name = "Anna");
    }

    @Test
    void collection_invalidatesTheTagsOfItsOwner() {
        assertThat(
                        times.invalidatedBy(
                                () ->
                                        Cluster.inTransaction(
                                                factory,
                                                session ->
                                                        session.find(Person.class, ann)
                                                                .nicknames
                                                                .add("A."))))
                .containsExactlyInAnyOrder(
                        "all", "people", "person:" + ann, "org:1", "city:null:null");
        assertThat(
                        times.invalidatedBy(
                                () ->
                                        Cluster.inTransaction(
                                                factory,
                                                session ->
                                                        session.find(Loose.class, 1L)
                                                                .marks
                                                                .add("x"))))
                .as("an owner without a version is not written itself")
                .containsExactlyInAnyOrder("loose:a", "loose:*", "loose-id:1", "kept:f1");
    }

    @Test
    void withoutVersion_whatMayHaveBeenOverwrittenIsInvalidatedToo() {
        assertThat(
                        times.invalidatedBy(
                                () ->
                                        Cluster.inTransaction(
                                                factory, s -> s.find(Loose.class, 1L).group = "b")))
                .containsExactlyInAnyOrder(
                        "loose:a", "loose:b", "loose:*", "loose-id:1", "kept:f1");
        assertThat(
                        times.invalidatedBy(
                                () ->
                                        Cluster.inTransaction(
                                                factory, s -> s.persist(new Loose(2, "c")))))
                .as("an insert overwrites nothing")
                .containsExactlyInAnyOrder("loose:c", "loose-id:2", "kept:f2");
    }

    @Test
    void statelessWrites_invalidateAllThatTheOldStateMayHaveBeen() {
        var moved = new Person("Ann", null);
        moved.id = ann;
        moved.organization = new Organization(2);
        assertThat(times.invalidatedBy(() -> Cluster.statelessly(factory, s -> s.update(moved))))
                .containsExactlyInAnyOrder(
                        "all",
                        "people",
                        "person:" + ann,
                        "org:2",
                        "org:*",
                        "city:null:null",
                        "city:*");
        assertThat(
                        times.invalidatedBy(
                                () ->
                                        Cluster.statelessly(
                                                factory,
                                                s -> s.insert(new Seat(new SeatId(1, "a"))))))
                .containsExactly("seat:1/a");
        assertThat(times.invalidatedBy(() -> Cluster.statelessly(factory, s -> s.delete(moved))))
                .containsExactlyInAnyOrder("all", "people", "person:" + ann, "org:*", "city:*");
    }

    @Test
    void upsert_whichNoEntityListenerHearsOf_invalidates() {
        assertThat(
                        times.invalidatedBy(
                                () ->
                                        Cluster.statelessly(
                                                factory, s -> s.upsert(new Loose(7, "z")))))
                .containsExactlyInAnyOrder("loose:z", "loose:*", "loose-id:7", "kept:f7", "kept:*");
    }

    @Test
    void bulkStatement_invalidatesAllTagsOfTheEntity_orWhatItSays() {
        assertThat(
                        times.invalidatedBy(
                                () ->
                                        Cluster.inTransaction(
                                                factory,
                                                session ->
                                                        session.createMutationQuery(
                                                                        "update Loose set group ="
                                                                                + " 'q'")
                                                                .executeUpdate())))
                .containsExactlyInAnyOrder("loose:*", "loose-id:*", "kept:*");
        assertThat(
                        times.invalidatedBy(
                                () ->
                                        Cluster.inTransaction(
                                                factory,
                                                session ->
                                                        session.createMutationQuery("delete Twice")
                                                                .executeUpdate())))
                .containsExactly("twice-in-bulk");
        assertThat(
                        times.invalidatedBy(
                                () ->
                                        Cluster.inTransaction(
                                                factory,
                                                session ->
                                                        session.createNativeQuery(
                                                                        "update person set name ="
                                                                                + " ''")
                                                                .addSynchronizedQuerySpace("person")
                                                                .executeUpdate())))
                .containsExactlyInAnyOrder(
                        "all", "people", "person:*", "org:*", "city:*", "role:*");
    }

    @Test
    void bulkStatement_thatIsRolledBack_invalidatesNothing() {
        assertThat(
                        times.invalidatedBy(
                                () ->
                                        factory.inSession(
                                                session -> {
                                                    var transaction = session.beginTransaction();
                                                    session.createMutationQuery("delete Twice")
                                                            .executeUpdate();
                                                    transaction.rollback();
                                                })))
                .isEmpty();
    }

    @Test
    void nativeStatementOfUnknownTables_invalidatesTheTagsOfAllEntities() {
        assertThat(
                        times.invalidatedBy(
                                () ->
                                        Cluster.inTransaction(
                                                factory,
                                                session ->
                                                        session.createNativeMutationQuery(
                                                                        "update Loose set grp ="
                                                                                + " 'q'")
                                                                .executeUpdate())))
                .contains("all", "people", "org:*", "loose:*", "twice-in-bulk", "excluded:*");
    }

    @Test
    void withoutDefaultListeners_andDeclaredTwice_theTagsAreInvalidated() {
        assertThat(
                        times.invalidatedBy(
                                () ->
                                        Cluster.inTransaction(
                                                factory, s -> s.persist(new Excluded(4)))))
                .containsExactly("excluded:4");
        assertThat(
                        times.invalidatedBy(
                                () ->
                                        Cluster.inTransaction(
                                                factory, s -> s.find(Twice.class, 1L).name = "")))
                .containsExactly("twice:1");
    }

    @Test
    void withoutATransaction_aTagIsAnnouncedOnce() {
        assertThat(
                        Cluster.roundTrips(
                                factory,
                                () ->
                                        factory.inStatelessSession(
                                                session -> session.insert(new Twice(9)))))
                .as("the row's tables, and its tags, whatever number of listeners is declared")
                .isEqualTo(2);
    }

    @Test
    void tags_needNoRoundTripOfTheirOwn() {
        Cluster.inTransaction(factory, session -> session.persist(new Plain(1)));
        long plain =
                Cluster.roundTrips(
                        factory,
                        () ->
                                Cluster.inTransaction(
                                        factory, session -> session.persist(new Plain(2))));
        long tagged =
                Cluster.roundTrips(
                        factory,
                        () ->
                                Cluster.inTransaction(
                                        factory,
                                        session -> {
                                            for (int i = 0; i < 100; i++) {
                                                session.persist(new Person("p" + i, null));
                                            }
                                        }));

        assertThat(plain).isEqualTo(1);
        assertThat(tagged).isEqualTo(1);
    }

    /**
     * A statement that leaves the version alone has given the row tags that the session cannot
     * know.
     */
    @Test
    void rowThatAStatementChangedSinceItWasLoaded_invalidatesItsKinds() {
        SessionFactory other = cluster.join();
        assertThat(
                        times.invalidatedBy(
                                () ->
                                        Cluster.inTransaction(
                                                factory,
                                                session ->
                                                        session.find(Person.class, ann).name =
                                                                "Anne")))
                .as("nobody has written it since")
                .doesNotContain("org:*", "city:*");
        for (boolean delete : new boolean[] {false, true}) {
            factory.inSession(
                    session -> {
                        session.beginTransaction();
                        Person person = session.find(Person.class, ann);
                        Cluster.inTransaction(
                                other,
                                s ->
                                        s.createMutationQuery(
                                                        "update Person set organization = (from"
                                                                + " Organization where id = 2)")
                                                .executeUpdate());
                        if (delete) {
                            session.remove(person);
                        } else {
                            person.name = "Anna";
                        }
                        assertThat(times.invalidatedBy(() -> session.getTransaction().commit()))
                                .contains("all", "people", "person:" + ann, "org:*", "city:*");
                    });
        }
    }

    @Test
    void listenersOfXml_joinTheDefaultOne() {
        String xml =
                """
                <entity-mappings xmlns="https://jakarta.ee/xml/ns/persistence/orm" version="3.2">
                  <entity class="io.hibernateredis.tags.internal.Directory$Twice" access="FIELD">
                    <entity-listeners>
                      <entity-listener class="io.hibernateredis.tags.CacheTagsListener"/>
                    </entity-listeners>
                  </entity>
                </entity-mappings>
                """;
        var other =
                cluster.join(
                        Map.of(),
                        sources -> {
                            sources.addAnnotatedClass(Twice.class);
                            sources.addInputStream(
                                    new java.io.ByteArrayInputStream(
                                            xml.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
                        });
        assertThat(
                        times.invalidatedBy(
                                () -> Cluster.inTransaction(other, s -> s.persist(new Twice(5)))))
                .containsExactly("twice:5");
    }

    @Test
    void withoutXmlMappings_theTagsAreInvalidatedAllTheSame() {
        var other = cluster.join(Map.of("hibernate.xml_mapping_enabled", "false"));
        assertThat(
                        times.invalidatedBy(
                                () -> Cluster.inTransaction(other, s -> s.persist(new Twice(6)))))
                .containsExactly("twice:6");
    }

    @jakarta.persistence.Entity(name = "Wrong")
    @CacheTags("x:{owner.nam}")
    static class Wrong {
        @jakarta.persistence.Id Long id;
        String title;
        @jakarta.persistence.ManyToOne Organization owner;
        Double price;
        @jakarta.persistence.Embedded Address address;
    }

    @Test
    void pathThatLeadsNowhere_failsTheBoot() {
        assertThatThrownBy(
                        () ->
                                cluster.join(
                                        Map.of(),
                                        sources ->
                                                sources.addAnnotatedClass(Wrong.class)
                                                        .addAnnotatedClass(Organization.class)))
                .hasMessageContaining("{owner.nam}")
                .hasMessageContaining("Wrong")
                .hasMessageContaining("id");
    }

    @Test
    void reasons_nameWhatExists() {
        var wrong =
                factory.unwrap(org.hibernate.engine.spi.SessionFactoryImplementor.class)
                        .getMappingMetamodel()
                        .getEntityDescriptor(Person.class);
        for (var reason :
                Map.of(
                                "{nam}",
                                "has no nam, but address, id, name, nicknames, organization, role,"
                                        + " version",
                                "{address}",
                                "ends at an embeddable; name one of [city, landlord]",
                                "{address.street}",
                                "has no street, but city, landlord",
                                "{organization}",
                                "name its identifier",
                                "{organization.version}",
                                "only its identifier is known without loading it: id",
                                "{nicknames}",
                                "no text that is always the same",
                                "{name.length}",
                                "nothing below",
                                "a}{id}",
                                "brace",
                                "{id",
                                "brace")
                        .entrySet()) {
            assertThatThrownBy(() -> TagTemplate.of(wrong, reason.getKey()))
                    .as(reason.getKey())
                    .hasMessageContaining(reason.getValue())
                    .hasMessageContaining("Person");
        }
    }
}
