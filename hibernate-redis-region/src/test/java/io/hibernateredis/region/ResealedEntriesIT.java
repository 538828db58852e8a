package io.hibernateredis.region;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.codec.CodecFormat;
import io.hibernateredis.internal.codec.Codecs;
import io.hibernateredis.internal.entry.EntryBody;
import io.hibernateredis.internal.entry.EntryCodec;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.session.HibernateVersion;
import io.hibernateredis.region.Hoard.Chest;
import io.hibernateredis.region.Hoard.Coin;
import io.hibernateredis.region.Hoard.Gem;
import io.hibernateredis.region.Hoard.Grade;
import io.hibernateredis.region.Hoard.Price;
import io.hibernateredis.region.Hoard.Rated;
import io.hibernateredis.region.Hoard.Size;
import io.hibernateredis.region.Hoard.Thing;
import io.hibernateredis.testing.RedisExtension;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cache.spi.entry.CacheEntry;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Entries with a right seal and a wrong meaning are missed, counted, and written again. */
class ResealedEntriesIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(REDIS, Hoard.ENTITIES)
                    .with("hibernate.type.json_format_mapper", new JacksonFormatMapper());

    SessionFactory factory;

    @BeforeEach
    void start() {
        factory = cluster.join();
        Cluster.inTransaction(
                factory,
                session -> {
                    var chest = new Chest();
                    chest.id = 1L;
                    chest.entries.put("k", 1);
                    chest.labels.addAll(List.of("x", "y"));
                    session.persist(chest);
                    for (Thing thing : List.of(new Gem(), new Coin())) {
                        thing.id = thing instanceof Gem ? 1L : 2L;
                        thing.code = "c" + thing.id;
                        thing.weight = 5;
                        thing.size = new Size(3, "mm");
                        thing.price = new Price(7, "EUR");
                        thing.chest = chest;
                        session.persist(thing);
                    }
                });
        Board.awaitSeen(factory, factory);
    }

    @Test
    void nullInThePrimitiveOfAnEmbeddable_isMissed() {
        assertStateIsMissed("size", new Object[] {null, null});
        assertStateIsMissed("size", new Object[] {"mm", null});
    }

    @Test
    void embeddableWhoseConstructorRejectsIt_isMissed() {
        assertStateIsMissed("price", new Object[] {-1L, "EUR"});
    }

    @Test
    void nullInAPrimitive_orInTheVersion_isMissed() {
        assertStateIsMissed("weight", null);
        assertStateIsMissed("shiny", null);
        assertStateIsMissed("version", null);
    }

    @Test
    void textThatAConverterRejects_isMissed() {
        byte[] entry = entryOf(session -> session.find(Thing.class, 1L), "Thing#1");
        byte[] payload = Arrays.copyOfRange(entry, StoredEntry.BODY + 8, entry.length);
        int at = indexOf(payload, "***".getBytes(UTF_8));
        payload[at] = '!';
        put("Thing#1", entry, payload);
        assertThingIsMissedOnce();
    }

    @Test
    void entityOfAnAbstractClass_isMissed() {
        byte[] entry = entryOf(session -> session.find(Thing.class, 1L), "Thing#1");
        byte[] payload = Arrays.copyOfRange(entry, StoredEntry.BODY + 8, entry.length);
        payload[0] = 2 << 1;
        put("Thing#1", entry, payload);
        assertThingIsMissedOnce();
    }

    @Test
    void entityOfASibling_isNotFoundInTheCache() {
        Cluster.inTransaction(factory, session -> session.find(Thing.class, 2L));
        Cluster.inTransaction(factory, session -> assertThat(session.find(Gem.class, 2L)).isNull());
    }

    @Test
    void nullAsAKeyOfASortedMap_isMissed() {
        Consumer<Session> read =
                session ->
                        assertThat(session.find(Chest.class, 1L).entries).isEqualTo(Map.of("k", 1));
        byte[] entry = entryOf(read, "entries#1");
        // Two values, of which one is null, the first; then 1.
        put("entries#1", entry, new byte[] {5, 1, 0, 2});
        Cluster.inTransaction(factory, read);
    }

    @Test
    void countThatHoldsText_isMissed() {
        assumeResultsAreChecked();
        assertResultIsMissed("select count(*) from Thing", Long.class, List.of(2L), "two", 1);
    }

    @Test
    void valueThatAConverterRejects_inAResult_isMissed() {
        assumeResultsAreChecked();
        assertResultIsMissed("select grade from Gem", Grade.class, List.of(new Grade(3)), "bad", 1);
    }

    @Test
    void rowOfAnotherWidth_isMissed() {
        assumeResultsAreChecked();
        assertResultIsMissed(
                "select code from Gem", String.class, List.of("c1"), new Object[] {"a", "b"}, 1);
    }

    @Test
    void resultWithoutItsNumberOfRows_isMissed() {
        assertResultIsMissed("select code from Gem", String.class, List.of("c1"), "a", "b");
    }

    @Test
    void valueThatAConstructorRejects_isMissed() {
        assumeResultsAreChecked();
        assertResultIsMissed(
                "select new " + Rated.class.getName() + "(code, weight) from Gem",
                Rated.class,
                List.of(new Rated("c1", 5)),
                new Object[] {"c1", -1L},
                1);
    }

    @Test
    void nullForAConstructorsPrimitive_isMissed() {
        assumeResultsAreChecked();
        assertResultIsMissed(
                "select new " + Rated.class.getName() + "(code, weight) from Gem",
                Rated.class,
                List.of(new Rated("c1", 5)),
                new Object[] {"c1", null},
                1);
    }

    @Test
    void millionsOfNulls_areNotAllocated() {
        Consumer<Session> read =
                session ->
                        session.createSelectionQuery("select maybe from Thing", Integer.class)
                                .setCacheable(true)
                                .list();
        byte[] entry = entryOf(read, "?query");
        var payload = ByteBuffer.allocate(2_000_000);
        payload.put(new byte[] {(byte) 0x81, (byte) 0x80, (byte) 0x80, 0x10});
        put("?query", entry, payload.array());
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        Cluster.inTransaction(factory, read);
        assertThat(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
                .isLessThan(16_000_000);
    }

    private void assertStateIsMissed(String attribute, Object value) {
        byte[] entry = entryOf(session -> session.find(Thing.class, 1L), "Thing#1");
        var implementor = factory.unwrap(SessionFactoryImplementor.class);
        var persister = implementor.getMappingMetamodel().getEntityDescriptor(Gem.class);
        EntryCodec codec = Cluster.cache(factory).codecs().entity(persister);
        var cached = (CacheEntry) EntryBody.read(codec, entry, StoredEntry.BODY);
        Serializable[] state = cached.getDisassembledState();
        state[Arrays.asList(persister.getPropertyNames()).indexOf(attribute)] =
                (Serializable) value;
        put("Thing#1", entry, codec.encode(cached));
        assertThingIsMissedOnce();
    }

    private void assertThingIsMissedOnce() {
        long before = Cluster.counters(factory).count(Event.UNREADABLE);
        for (int i = 0; i < 2; i++) {
            Cluster.inTransaction(
                    factory,
                    session -> {
                        Thing thing = session.find(Thing.class, 1L);
                        assertThat(thing.weight).isEqualTo(5);
                        assertThat(thing.grade.stars()).isEqualTo(3);
                        assertThat(thing.size.width).isEqualTo(3);
                        assertThat(thing.price.cents()).isEqualTo(7);
                    });
        }
        assertThat(Cluster.counters(factory).count(Event.UNREADABLE)).isEqualTo(before + 1);
    }

    private <T> void assertResultIsMissed(
            String hql, Class<T> type, List<T> expected, Object... values) {
        Consumer<Session> read =
                session ->
                        assertThat(
                                        session.createSelectionQuery(hql, type)
                                                .setCacheable(true)
                                                .list())
                                .isEqualTo(expected);
        byte[] entry = entryOf(read, "?query");
        var codec = Codecs.sequence(Codecs.tagged(List.of(Hoard.Kind.class)));
        put("?query", entry, CodecFormat.BINARY.encode(codec, values));
        long before = Cluster.counters(factory).count(Event.UNREADABLE);
        Cluster.inTransaction(factory, read);
        assertThat(Cluster.counters(factory).count(Event.UNREADABLE)).isEqualTo(before + 1);
        Cluster.inTransaction(factory, read);
        assertThat(Cluster.counters(factory).count(Event.UNREADABLE)).isEqualTo(before + 1);
    }

    /** The entry that a read makes, whose name has a part. */
    private byte[] entryOf(Consumer<Session> read, String part) {
        factory.getCache().evictAllRegions();
        for (byte[] key : REDIS.admin().keys("*}e:*".getBytes(UTF_8))) {
            REDIS.admin().del(key);
        }
        Cluster.inTransaction(factory, read);
        return REDIS.admin().get(key(part));
    }

    private static byte[] key(String part) {
        for (byte[] key : REDIS.admin().keys("*}e:*".getBytes(UTF_8))) {
            if (new String(key, UTF_8).contains(part)) {
                return key;
            }
        }
        throw new IllegalStateException("no entry " + part);
    }

    private static void put(String part, byte[] entry, byte[] payload) {
        REDIS.admin().set(key(part), HostileBytesIT.resealed(entry, entry, payload));
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int i = 0; i + wanted.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        throw new IllegalStateException("not found");
    }

    private static void assumeResultsAreChecked() {
        assumeTrue(
                HibernateVersion.scopesOperations(),
                "Hibernate 7.1 does not tell what is selected");
    }
}
