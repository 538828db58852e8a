package io.hibernateredis.internal.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.internal.codec.CodecFormat;
import io.hibernateredis.internal.entry.CollectionsModel.Item;
import io.hibernateredis.internal.entry.CollectionsModel.Owner;
import io.hibernateredis.internal.entry.CollectionsModel.Size;
import io.hibernateredis.internal.entry.CollectionsModel.Spot;
import io.hibernateredis.region.TestFactory;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.hibernate.Session;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Collections come out of the cache as out of the database. */
class CollectionsRoundTripTest {
    private static final int COLLECTIONS = 13;

    @ParameterizedTest
    @MethodSource("io.hibernateredis.internal.entry.BasicsRoundTripTest#layouts")
    void everyCollection_fromTheCache_isAsInTheDatabase(CodecFormat format, boolean structured) {
        try (var test =
                new TestFactory(
                        format, structured, Owner.class, Item.class, Spot.class, Size.class)) {
            assertThat(test.codecs().problems()).isEmpty();
            test.inTransaction(CollectionsRoundTripTest::persist);
            for (long id = 1; id <= 2; id++) {
                var owner = id;
                var expected = test.fromDatabase(session -> contents(session, owner));
                test.throughCache(session -> contents(session, owner));
                long hits = test.statistics().getSecondLevelCacheHitCount();
                Map<String, Object> cached = test.throughCache(session -> contents(session, owner));
                assertThat(cached).isEqualTo(expected);
                assertThat(test.statistics().getSecondLevelCacheHitCount())
                        .isGreaterThanOrEqualTo(hits + COLLECTIONS);
            }
        }
    }

    private static Map<String, Object> contents(Session session, long id) {
        var owner = session.find(Owner.class, id);
        var contents = new LinkedHashMap<String, Object>();
        contents.put("bag", new ArrayList<>(owner.bag));
        contents.put("set", new TreeSet<>(owner.set));
        contents.put("list", new ArrayList<>(owner.list));
        contents.put("array", Arrays.asList(owner.array));
        contents.put("map", Map.copyOf(owner.map));
        contents.put("sortedSet", new ArrayList<>(owner.sortedSet));
        contents.put("sortedMap", new LinkedHashMap<>(owner.sortedMap));
        contents.put("spots", Map.copyOf(owner.spots));
        var byItem = new LinkedHashMap<Long, String>();
        owner.byItem.forEach((item, text) -> byItem.put(item.id, text));
        contents.put("byItem", byItem);
        contents.put("idBag", new ArrayList<>(owner.idBag));
        contents.put("oneToMany", owner.oneToMany.stream().map(item -> item.id).toList());
        contents.put(
                "manyToMany", owner.manyToMany.stream().map(item -> item.id).sorted().toList());
        contents.put(
                "anything", owner.anything.stream().map(CollectionsRoundTripTest::name).toList());
        return contents;
    }

    private static String name(Object entity) {
        return entity instanceof Item item ? "item " + item.id : "owner " + ((Owner) entity).id;
    }

    private static void persist(Session session) {
        var owner = new Owner();
        owner.id = 1L;
        owner.bag.addAll(List.of("a", "a", "b"));
        owner.set.add(LocalDate.of(2024, 1, 1));
        owner.list.addAll(Arrays.asList("x", null, "y"));
        owner.array = new String[] {"p", null, "q"};
        owner.map.putAll(Map.of("one", 1, "two", 2));
        owner.sortedSet.addAll(List.of("z", "a"));
        owner.sortedMap.putAll(Map.of(2, "two", 1, "one"));
        owner.spots.put(new Spot(1, 2), new Size(3, null));
        var item = new Item(10L);
        session.persist(item);
        owner.byItem.put(item, "ten");
        owner.idBag.addAll(List.of("i", "i"));
        owner.oneToMany.addAll(List.of(new Item(11L), new Item(12L)));
        owner.manyToMany.addAll(List.of(item, new Item(13L)));
        owner.anything.addAll(List.of(item, owner));
        session.persist(owner);
        var empty = new Owner();
        empty.id = 2L;
        session.persist(empty);
    }
}
