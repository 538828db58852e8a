package io.hibernateredis.internal.entry;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.MapKeyJoinColumn;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderColumn;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hibernate.annotations.AnyDiscriminatorValue;
import org.hibernate.annotations.AnyKeyJavaClass;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.CollectionId;
import org.hibernate.annotations.ManyToAny;
import org.hibernate.annotations.SortNatural;

/** Every kind of collection. */
final class CollectionsModel {
    private CollectionsModel() {}

    @Embeddable
    record Spot(int x, Integer y) {}

    @Embeddable
    record Size(int width, Integer height) {}

    @Entity(name = "Item")
    static class Item {
        @Id Long id;

        Item() {}

        Item(Long id) {
            this.id = id;
        }
    }

    @Entity(name = "Owner")
    static class Owner {
        @Id Long id;

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
        Collection<String> bag = new ArrayList<>();

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
        Set<LocalDate> set = new HashSet<>();

        @ElementCollection
        @OrderColumn
        @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
        List<String> list = new ArrayList<>();

        @ElementCollection
        @OrderColumn
        @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
        String[] array = {};

        @ElementCollection
        @MapKeyColumn(name = "map_key")
        @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
        Map<String, Integer> map = new HashMap<>();

        @ElementCollection
        @SortNatural
        @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
        SortedSet<String> sortedSet = new TreeSet<>();

        @ElementCollection
        @SortNatural
        @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
        SortedMap<Integer, String> sortedMap = new TreeMap<>();

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
        Map<Spot, Size> spots = new HashMap<>();

        @ElementCollection
        @MapKeyJoinColumn(name = "item_id")
        @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
        Map<Item, String> byItem = new HashMap<>();

        @ElementCollection
        @CollectionId(column = @Column(name = "bag_id"), generator = "increment")
        @org.hibernate.annotations.CollectionIdJdbcTypeCode(java.sql.Types.BIGINT)
        @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
        Collection<String> idBag = new ArrayList<>();

        @OneToMany(cascade = CascadeType.PERSIST)
        @JoinColumn(name = "owner_id")
        @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
        List<Item> oneToMany = new ArrayList<>();

        @ManyToMany(cascade = CascadeType.PERSIST)
        @JoinTable(name = "owner_many")
        @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
        Set<Item> manyToMany = new HashSet<>();

        @ManyToAny
        @AnyKeyJavaClass(Long.class)
        @AnyDiscriminatorValue(discriminator = "I", entity = Item.class)
        @AnyDiscriminatorValue(discriminator = "O", entity = Owner.class)
        @Column(name = "any_kind")
        @JoinTable(
                name = "owner_any",
                joinColumns = @JoinColumn(name = "owner_id"),
                inverseJoinColumns = @JoinColumn(name = "any_id"))
        @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
        List<Object> anything = new ArrayList<>();
    }
}
