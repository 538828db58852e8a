package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.CascadeType;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A mapping without any annotation of a cache. */
class CacheAllIT {

    private static final String SETTING = "hibernate.cache.redis.cache_all";

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster clinic =
            new Cluster(
                    REDIS, Owner.class, Pet.class, Visit.class, Vet.class, Skill.class, Log.class);

    @Entity(name = "Owner")
    static class Owner {
        @Id Long id;
        String name;

        @OneToMany(fetch = FetchType.EAGER, cascade = CascadeType.ALL, mappedBy = "owner")
        @OrderBy("name")
        List<Pet> pets = new ArrayList<>();
    }

    @Entity(name = "Pet")
    static class Pet {
        @Id Long id;
        String name;
        @ManyToOne Owner owner;

        @OneToMany(fetch = FetchType.EAGER, cascade = CascadeType.ALL)
        @JoinColumn(name = "pet_id")
        @OrderBy("id")
        Set<Visit> visits = new HashSet<>();
    }

    @Entity(name = "Visit")
    static class Visit {
        @Id Long id;
        String reason;
    }

    @Entity(name = "Vet")
    static class Vet {
        @Id Long id;

        @ManyToMany(fetch = FetchType.LAZY)
        Set<Skill> skills = new HashSet<>();

        @ElementCollection Set<String> phones = new HashSet<>();

        @OneToMany
        @JoinColumn(name = "vet_id")
        List<Log> logs = new ArrayList<>();
    }

    @Entity(name = "Skill")
    static class Skill {
        @Id Long id;
        String name;
    }

    @Entity(name = "Log")
    @Cacheable(false)
    static class Log {
        @Id Long id;
    }

    @Test
    void nothing_isCached_unlessSoSet() {
        SessionFactory factory = filled(Map.of());
        show(factory);
        assertThat(statements(factory, () -> show(factory))).isPositive();
        assertThat(factory.getStatistics().getSecondLevelCachePutCount()).isZero();
    }

    @Test
    void all_takesNoStatement_andSeesEachWrite() {
        SessionFactory factory = filled(Map.of(SETTING, "all"));
        SessionFactory other = clinic.join(Map.of(SETTING, "all"));
        String first = show(other);
        assertThat(first).isEqualTo("Ann [Rex [cough]] [surgery] [1]");
        assertThat(statements(other, () -> show(other))).isZero();

        Cluster.inTransaction(
                factory,
                session -> {
                    var visit = new Visit();
                    visit.id = 2L;
                    visit.reason = "check";
                    session.find(Pet.class, 1L).visits.add(visit);
                    session.find(Vet.class, 1L).phones.add("2");
                    session.find(Owner.class, 1L).name = "Bea";
                });
        assertThat(show(other)).isEqualTo("Bea [Rex [check, cough]] [surgery] [1, 2]");
        show(other);
        assertThat(statements(other, () -> show(other))).isZero();
    }

    @Test
    void collections_areThoseOfCachedEntities() {
        var shared = Map.<String, Object>of("jakarta.persistence.sharedCache.mode", "ALL");
        SessionFactory entities = filled(shared);
        show(entities);
        assertThat(statements(entities, () -> show(entities))).isPositive();
        assertThat(entities.getStatistics().getSecondLevelCacheHitCount()).isPositive();

        SessionFactory both =
                clinic.join(
                        Map.of(
                                "jakarta.persistence.sharedCache.mode",
                                "ALL",
                                SETTING,
                                "collections"));
        show(both);
        show(both);
        assertThat(statements(both, () -> show(both))).isZero();
    }

    @Test
    void entityThatSaysNo_andCollectionsOfIt_areNotCached() {
        SessionFactory factory = filled(Map.of(SETTING, "all"));
        assertThat(factory.getCache().containsEntity(Log.class, 1L)).isFalse();
        assertThat(
                        factory.unwrap(org.hibernate.engine.spi.SessionFactoryImplementor.class)
                                .getCache()
                                .getCacheRegionNames())
                .contains(Vet.class.getName(), Vet.class.getName() + ".skills")
                .doesNotContain(Log.class.getName(), Vet.class.getName() + ".logs");
    }

    private SessionFactory filled(Map<String, Object> settings) {
        SessionFactory factory = clinic.join(settings);
        Cluster.inTransaction(
                factory,
                session -> {
                    var owner = new Owner();
                    owner.id = 1L;
                    owner.name = "Ann";
                    var pet = new Pet();
                    pet.id = 1L;
                    pet.name = "Rex";
                    pet.owner = owner;
                    owner.pets.add(pet);
                    var visit = new Visit();
                    visit.id = 1L;
                    visit.reason = "cough";
                    pet.visits.add(visit);
                    session.persist(owner);
                    var skill = new Skill();
                    skill.id = 1L;
                    skill.name = "surgery";
                    session.persist(skill);
                    var vet = new Vet();
                    vet.id = 1L;
                    vet.skills.add(skill);
                    vet.phones.add("1");
                    session.persist(vet);
                });
        return factory;
    }

    private static String show(SessionFactory factory) {
        return fromTransaction(
                factory,
                session -> {
                    var owner = session.find(Owner.class, 1L);
                    var pets =
                            owner.pets.stream()
                                    .map(
                                            pet ->
                                                    pet.name
                                                            + " "
                                                            + pet.visits.stream()
                                                                    .map(visit -> visit.reason)
                                                                    .sorted()
                                                                    .toList())
                                    .toList();
                    var vet = session.find(Vet.class, 1L);
                    var skills = vet.skills.stream().map(skill -> skill.name).toList();
                    return owner.name + " " + pets + " " + skills + " " + new TreeSet<>(vet.phones);
                });
    }
}
