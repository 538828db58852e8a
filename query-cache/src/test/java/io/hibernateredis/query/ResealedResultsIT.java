package io.hibernateredis.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.codec.CodecFormat;
import io.hibernateredis.internal.codec.Codecs;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.testing.RedisExtension;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Results that were written to Redis by an attacker, who computes seals as the cache does. */
@NeedsModule
class ResealedResultsIT {

    private static final int MUTATIONS = Integer.getInteger("hostile.mutations", 4_000) / 10;
    private static final int SEAL = StoredEntry.BODY + Long.BYTES;

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Library.ENTITIES);

    private SessionFactory factory;

    @BeforeEach
    void fill() {
        factory = cluster.join();
        Library.fill(factory);
    }

    private List<?> read(String hql) {
        return Cluster.fromTransaction(factory, session -> read(session, hql));
    }

    private static List<?> read(Session session, String hql) {
        // What is read is not to be written: values may be wrong.
        session.setHibernateFlushMode(FlushMode.MANUAL);
        return session.createSelectionQuery(hql, Object.class).setCacheable(true).list();
    }

    /** The key of the only result. */
    private byte[] cachedResult(String hql) {
        factory.getCache().evictAllRegions();
        REDIS.admin().keys("*}e:*").forEach(REDIS.admin()::del);
        read(hql);
        var results =
                REDIS.admin().keys("*}e:*".getBytes(UTF_8)).stream()
                        .filter(key -> new String(key, UTF_8).contains("#?query"))
                        .toList();
        assertThat(results).hasSize(1);
        assertThat(Cluster.statements(factory, () -> read(hql))).isZero();
        return results.get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "select count(*) from Book, text",
        "select genre from Book where id = 101, 7",
        "select title from Book where id = 101, 7",
        "select title from Book where id = 101, row"
    })
    void resultOfAnotherType_isMissedAndReplaced(String hql, String kind) {
        byte[] key = cachedResult(hql);
        List<?> right = read(hql);
        Object value =
                switch (kind) {
                    case "7" -> 7L;
                    case "row" -> new Object[] {"a", "b"};
                    default -> kind;
                };
        var codec = Codecs.sequence(Codecs.tagged(List.of(Library.Genre.class)));
        byte[] entry = REDIS.admin().get(key);
        put(
                key,
                entry,
                CodecFormat.BINARY.encode(codec, new Object[] {null, null, value, value, 1}));
        long before = Cluster.counters(factory).count(Event.UNREADABLE);

        assertThat(read(hql)).isEqualTo(right);
        assertThat(Cluster.counters(factory).count(Event.UNREADABLE)).isGreaterThan(before);
        assertThat(Cluster.statements(factory, () -> read(hql))).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(*), max(b.pages) from Book b",
                "select b.genre, b.title, b.id from Book b",
                "from Book b where b.author.id = 1",
                "from Book b join fetch b.author where b.author.id = 2",
                "select a.name, b from Author a join a.books b"
            })
    void damagedResult_isAValueOrMissed(String hql) {
        byte[] key = cachedResult(hql);
        byte[] entry = REDIS.admin().get(key);
        var random = new Random(5);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] payload = mutated(payload(entry), random);
            put(key, entry, payload);
            try {
                read(hql);
            } catch (RuntimeException | Error e) {
                fail("%s of %s".formatted(hql, HexFormat.of().formatHex(payload)), e);
            }
        }
        assertThat(Cluster.counters(factory).count(Event.UNREADABLE)).isPositive();
    }

    @Test
    void truncatedResult_isMissed() {
        String hql = "select b.title from Book b order by b.id";
        byte[] key = cachedResult(hql);
        byte[] entry = REDIS.admin().get(key);
        List<?> right = read(hql);
        for (int length = 0; length < payload(entry).length; length++) {
            put(key, entry, Arrays.copyOf(payload(entry), length));
            assertThat(read(hql)).isEqualTo(right);
        }
    }

    private static byte[] mutated(byte[] payload, Random random) {
        byte[] made = payload.clone();
        int flips = 1 + random.nextInt(3);
        for (int i = 0; i < flips; i++) {
            made[random.nextInt(made.length)] =
                    random.nextBoolean() ? (byte) random.nextInt(256) : (byte) random.nextInt(8);
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(made, random.nextInt(made.length)) : made;
    }

    private static byte[] payload(byte[] entry) {
        return Arrays.copyOfRange(entry, SEAL, entry.length);
    }

    /** With the seal that belongs to it. */
    private static void put(byte[] key, byte[] entry, byte[] payload) {
        long fingerprint =
                ByteBuffer.wrap(entry).getLong(StoredEntry.BODY) ^ checksum(payload(entry));
        REDIS.admin()
                .set(
                        key,
                        ByteBuffer.allocate(SEAL + payload.length)
                                .put(entry, 0, StoredEntry.BODY)
                                .putLong(fingerprint ^ checksum(payload))
                                .put(payload)
                                .array());
    }

    private static long checksum(byte[] bytes) {
        var checksum = new CRC32C();
        checksum.update(bytes);
        return checksum.getValue();
    }
}
