package io.hibernateredis.capture;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.HashSet;
import java.util.Set;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;

/** Items on shelves, and what is written on them. */
final class Depot {

    static final Class<?>[] ENTITIES = {Shelf.class, Item.class};

    private Depot() {}

    @Entity(name = "Shelf")
    @Table(name = "shelf")
    @Cacheable
    @NaturalIdCache
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Shelf {
        @Id long id;

        @NaturalId(mutable = true)
        String code;

        @OneToMany(mappedBy = "shelf")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Item> items = new HashSet<>();
    }

    @Entity(name = "Item")
    @Table(name = "item")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Item {
        @Id long id;
        @Version int version;
        String title;

        @ManyToOne(fetch = FetchType.LAZY)
        Shelf shelf;

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        @Column(name = "label", nullable = false)
        Set<String> labels = new HashSet<>();
    }
}
