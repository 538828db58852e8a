package io.hibernateredis.region;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.session.HibernateVersion;
import io.hibernateredis.region.Hoard.Chest;
import io.hibernateredis.region.Hoard.Coin;
import io.hibernateredis.region.Hoard.Gem;
import io.hibernateredis.region.Hoard.Grade;
import io.hibernateredis.region.Hoard.Kind;
import io.hibernateredis.region.Hoard.Price;
import io.hibernateredis.region.Hoard.Rated;
import io.hibernateredis.region.Hoard.Size;
import io.hibernateredis.region.Hoard.Thing;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.EntityNotFoundException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.URL;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.hibernate.FlushMode;
import org.hibernate.ObjectNotFoundException;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.query.SelectionQuery;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads through Hibernate what an attacker wrote to Redis, who computes seals as the cache does.
 * Values may be wrong then; but nothing is thrown, and little allocated.
 */
class HostileBytesIT {

    private static final int MUTATIONS = Integer.getInteger("hostile.mutations", 4_000);
    private static final long SEED = Long.getLong("hostile.seed", 7);
    private static final int SEAL = StoredEntry.BODY + Long.BYTES;
    private static final long ALLOCATED_FOR_ANY = 8 << 20;
    private static final long ALLOCATED_FOR_A_BYTE = 2_000;

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(REDIS, Hoard.ENTITIES)
                    .with("hibernate.type.json_format_mapper", new JacksonFormatMapper());

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private record Target(byte[] key, byte[] entry, String read, Consumer<Session> action) {}

    private static Map<String, Consumer<Session>> reads() {
        var reads = new LinkedHashMap<String, Consumer<Session>>();
        for (long id = 1; id <= 3; id++) {
            long each = id;
            reads.put("find " + id, s -> s.find(Thing.class, each));
        }
        reads.put("find a subclass", s -> s.find(Gem.class, 2L));
        reads.put("natural id", s -> s.byNaturalId(Thing.class).using("code", "g1").load());
        reads.put(
                "collections",
                s -> {
                    Chest chest = s.find(Chest.class, 1L);
                    if (chest != null) {
                        for (Object part :
                                new Object[] {
                                    chest.things, chest.sizes, chest.labels, chest.prices,
                                    chest.sorted, chest.entries, chest.digits, chest.grades
                                }) {
                            org.hibernate.Hibernate.initialize(part);
                        }
                    }
                });
        for (String hql :
                List.of(
                        "select count(*) from Thing",
                        "select code, weight, shiny from Thing",
                        "select weight from Thing",
                        "select grade from Thing",
                        "select kind from Thing",
                        "select kind, grade, maybe from Thing",
                        "select notes from Thing",
                        "select notes, doc from Thing",
                        "select size, price from Thing",
                        "select names from Coin",
                        "select date, calendar, worth, bytes, zone, link from Coin",
                        "from Thing t",
                        "from Gem",
                        "from Coin",
                        "from Thing t join fetch t.chest",
                        "from Chest c left join fetch c.labels",
                        "from Chest c left join fetch c.prices",
                        "from Chest c left join fetch c.things")) {
            reads.put(hql, s -> cached(s, hql, Object.class));
        }
        reads.put(
                "constructor",
                s ->
                        cached(
                                s,
                                "select new " + Rated.class.getName() + "(code, weight) from Thing",
                                Rated.class));
        return reads;
    }

    private static <T> void cached(Session session, String hql, Class<T> type) {
        SelectionQuery<T> query = session.createSelectionQuery(hql, type).setCacheable(true);
        query.list();
    }

    private void fill(SessionFactory factory) {
        Cluster.inTransaction(
                factory,
                session -> {
                    var chest = new Chest();
                    chest.id = 1L;
                    chest.name = "chest";
                    chest.sizes.addAll(List.of(new Size(1, "cm"), new Size(2, "m")));
                    chest.labels.addAll(List.of("x", "y", "z"));
                    chest.prices.put(Kind.OLD, new Price(5, "EUR"));
                    chest.sorted.addAll(List.of("a", "b"));
                    chest.entries.putAll(Map.of("k", 1, "l", 2));
                    chest.digits = new int[] {4, 5};
                    chest.grades.add(new Grade(2));
                    session.persist(chest);
                    session.persist(thing(new Gem(), 1, chest));
                    session.persist(thing(new Gem(), 2, chest));
                    var coin = (Coin) thing(new Coin(), 3, chest);
                    try {
                        coin.link = new URL("http://x.invalid/a");
                        coin.address = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
                    } catch (java.io.IOException e) {
                        throw new IllegalStateException(e);
                    }
                    session.persist(coin);
                });
    }

    private static Thing thing(Thing thing, long id, Chest chest) {
        thing.id = id;
        thing.code = "g" + id;
        thing.size = new Size(3, "mm");
        thing.price = new Price(7, "EUR");
        thing.chest = chest;
        return thing;
    }

    private static void forgetAll(SessionFactory factory) {
        factory.getCache().evictAllRegions();
        factory.getCache().evictQueryRegions();
        for (byte[] key : REDIS.admin().keys("*}e:*".getBytes(UTF_8))) {
            REDIS.admin().del(key);
        }
    }

    /** Finds out which entries each read makes. */
    private List<Target> targets(SessionFactory factory) {
        var targets = new ArrayList<Target>();
        reads().forEach(
                        (name, read) -> {
                            forgetAll(factory);
                            Cluster.inTransaction(factory, read);
                            for (byte[] key : REDIS.admin().keys("*}e:*".getBytes(UTF_8))) {
                                byte[] entry = REDIS.admin().get(key);
                                if (entry != null && entry.length > SEAL) {
                                    targets.add(new Target(key, entry, name, read));
                                }
                            }
                        });
        return targets;
    }

    @ParameterizedTest
    @ValueSource(strings = {"binary", "json"})
    void resealedEntries_areReadAsAValueOrMissed(String codec) {
        assumeTrue(
                HibernateVersion.scopesOperations(),
                "Hibernate 7.1 does not tell what is selected");
        var factory = cluster.join(Map.of("hibernate.cache.redis.codec", codec));
        fill(factory);
        Board.awaitSeen(factory, factory);
        var targets = targets(factory);
        assertThat(targets.stream().map(Target::read).distinct())
                .containsExactlyElementsOf(reads().keySet());
        forgetAll(factory);
        reads().values().forEach(read -> Cluster.inTransaction(factory, read));
        var random = new Random(SEED);
        var payloads = targets.stream().map(target -> payload(target.entry())).toList();
        long most = 0;
        long longest = 0;
        long unreadable =
                Cluster.counters(factory).count(io.hibernateredis.Counters.Event.UNREADABLE);
        for (int i = 0; i < MUTATIONS; ) {
            var mutated = targets.get(random.nextInt(targets.size()));
            var action = mutated.action();
            long bytes = 0;
            var tried = new StringBuilder();
            for (Target target : targets) {
                if (target == mutated || (target.action() == action && random.nextInt(3) == 0)) {
                    byte[] payload =
                            Mutation.of(
                                    payload(target.entry()),
                                    payloads.get(random.nextInt(payloads.size())),
                                    random);
                    bytes += put(target, payload);
                    tried.append(new String(target.key(), UTF_8))
                            .append('=')
                            .append(HexFormat.of().formatHex(payload))
                            .append(' ');
                    i++;
                }
            }
            long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
            long began = System.nanoTime();
            read(factory, mutated, tried);
            long allocated =
                    THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            most = Math.max(most, allocated);
            longest = Math.max(longest, System.nanoTime() - began);
            assertThat(allocated)
                    .as("%s of %s", mutated.read(), tried)
                    .isLessThan(ALLOCATED_FOR_ANY + ALLOCATED_FOR_A_BYTE * bytes);
            for (Target target : targets) {
                if (target.action() == action) {
                    put(target, payload(target.entry()));
                }
            }
        }
        unreadable =
                Cluster.counters(factory).count(io.hibernateredis.Counters.Event.UNREADABLE)
                        - unreadable;
        System.out.printf(
                "HOSTILE %s: %,d mutations of %d entries, %,d unreadable, at most %,d bytes"
                        + " allocated and %,d ms for a read%n",
                codec, MUTATIONS, targets.size(), unreadable, most, longest / 1_000_000);
        assertThat(unreadable).isPositive();
    }

    /** Puts a payload where an entry is, with its header and its fingerprint. */
    private static int put(Target target, byte[] payload) {
        byte[] now = REDIS.admin().get(target.key());
        byte[] header = now == null || now.length < SEAL ? target.entry() : now;
        byte[] sealed = resealed(header, target.entry(), payload);
        REDIS.admin().set(target.key(), sealed);
        return sealed.length;
    }

    private static void read(SessionFactory factory, Target target, CharSequence tried) {
        try {
            Cluster.inTransaction(
                    factory,
                    session -> {
                        // What is read is not to be written: values may be wrong.
                        session.setHibernateFlushMode(FlushMode.MANUAL);
                        target.action().accept(session);
                    });
        } catch (ObjectNotFoundException | EntityNotFoundException e) {
            // A reference to a row that is not there is a value that could have been written.
            assertThat(e).isNotNull();
        } catch (Throwable e) {
            fail("%s of %s".formatted(target.read(), tried), e);
        }
    }

    private static byte[] payload(byte[] entry) {
        return Arrays.copyOfRange(entry, SEAL, entry.length);
    }

    /** An entry with the header of one, the fingerprint of another, and any payload. */
    static byte[] resealed(byte[] header, byte[] other, byte[] payload) {
        long fingerprint =
                ByteBuffer.wrap(other).getLong(StoredEntry.BODY) ^ checksum(payload(other));
        return ByteBuffer.allocate(SEAL + payload.length)
                .put(header, 0, StoredEntry.BODY)
                .putLong(fingerprint ^ checksum(payload))
                .put(payload)
                .array();
    }

    private static long checksum(byte[] bytes) {
        var checksum = new CRC32C();
        checksum.update(bytes);
        return checksum.getValue();
    }
}
