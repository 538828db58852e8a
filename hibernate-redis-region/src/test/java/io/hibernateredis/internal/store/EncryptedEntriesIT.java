package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.begun;
import static io.hibernateredis.internal.store.World.cached;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.protection.BodyForm;
import io.hibernateredis.internal.protection.Compression;
import io.hibernateredis.internal.protection.ProtectionKeys;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.Scripts;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.redis.RedisServer;
import io.hibernateredis.internal.transaction.UnitOfWork;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries and names that are encrypted. */
class EncryptedEntriesIT {

    private static final BodyForm ENCRYPTED = new BodyForm(Compression.OFF, 1024, true);
    private static final Keyspace TASKS = keyspace(ENCRYPTED);
    private static final Entry TASK = TASKS.entry(null, "1");
    private static final Entry OTHER = TASKS.entry(null, "2");

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    private static Keyspace keyspace(BodyForm form) {
        return new Keyspace("task", "task", Duration.ofHours(1), true, form);
    }

    private static byte[] key(int each) {
        byte[] key = new byte[ProtectionKeys.BYTES];
        Arrays.fill(key, (byte) each);
        return key;
    }

    private static TestSettings settings(int names, Integer... values) {
        List<byte[]> keys = Arrays.stream(values).map(EncryptedEntriesIT::key).toList();
        return TestSettings.quiet().keys(ProtectionKeys.of(keys, key(names)));
    }

    private Store jvm(int names, Integer... values) {
        return world.jvm(settings(names, values));
    }

    private byte[] keyOf(Store jvm, Entry entry) {
        return jvm.client().shard().key(entry);
    }

    @Test
    void keys_tellTheRegionAlone() {
        var jvm = jvm(9, 1);
        world.warm(jvm, TASK);
        world.write(jvm, OTHER, "b1b0");

        assertThat(world.redis().keys("*}e:*"))
                .hasSize(2)
                .allMatch(key -> key.matches("\\{test:0}e:task#%m[A-Za-z0-9_-]{27}"));
        assertThat(world.redis().zrange("{test:0}d", 0, -1))
                .filteredOn(member -> member.length() > 1)
                .allMatch(member -> member.startsWith("e:task#%m"));
    }

    @Test
    void rotation_readsByTheOldKey_andWritesByTheNewOne() {
        var old = jvm(9, 1);
        world.warm(old, TASK);
        var prepared = jvm(9, 1, 2);
        var rotated = jvm(9, 2, 1);
        assertThat(cached(prepared, TASK)).isEqualTo(world.row(TASK));
        assertThat(cached(rotated, TASK)).isEqualTo(world.row(TASK));

        world.write(rotated, TASK, "a1b0");
        assertThat(cached(prepared, TASK)).isEqualTo("a1b0");
        var done = jvm(9, 2);
        assertThat(cached(done, TASK)).isEqualTo("a1b0");

        // One that was forgotten misses, and is as right as the others.
        assertThat(cached(old, TASK)).isNull();
        assertThat(old.counters().count(Event.UNREADABLE)).isEqualTo(1);
        world.write(old, TASK, "a2b0");
        assertThat(cached(done, TASK)).isNull();
        assertThat(done.counters().count(Event.UNREADABLE)).isEqualTo(1);
        world.warm(done, TASK);
        assertThat(cached(prepared, TASK)).isEqualTo("a2b0");
    }

    @Test
    void valueOfAnotherEntry_isACountedMissAndIsReplaced() {
        var jvm = jvm(9, 1);
        world.warm(jvm, TASK);
        world.warm(jvm, OTHER);
        world.redis().set(keyOf(jvm, TASK), world.redis().get(keyOf(jvm, OTHER)));

        assertThat(cached(jvm, TASK)).isNull();

        assertThat(jvm.counters().count(Event.UNREADABLE)).isEqualTo(1);
        assertThat(cached(jvm, OTHER)).isEqualTo(world.row(OTHER));
        world.warm(jvm, TASK);
    }

    @Test
    void changedByte_isACountedMiss_whereverItIs() {
        var jvm = jvm(9, 1);
        world.warm(jvm, TASK);
        byte[] whole = world.redis().get(keyOf(jvm, TASK));
        long unreadable = 0;
        for (int at = StoredEntry.BODY - 1; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            world.redis().set(keyOf(jvm, TASK), changed);
            assertThat(cached(jvm, TASK)).as("byte %d", at).isNull();
            unreadable++;
            assertThat(jvm.counters().count(Event.UNREADABLE)).isEqualTo(unreadable);
        }
    }

    /** Whoever can write to Redis could put anything there otherwise. */
    @Test
    void plainValue_whereEncryptedOnesAreToBe_isACountedMiss() {
        var jvm = jvm(9, 1);
        var plain = keyspace(BodyForm.PLAIN).entry(null, "1");
        world.load(jvm, plain);
        assertThat(cached(jvm, plain)).isEqualTo(world.row(TASK));

        assertThat(cached(jvm, TASK)).isNull();

        assertThat(jvm.counters().count(Event.UNREADABLE)).isEqualTo(1);
    }

    @Test
    void encryptedValue_isReadByAJvmThatDoesNotEncryptItsRegion() {
        var jvm = jvm(9, 1);
        world.warm(jvm, TASK);

        assertThat(cached(jvm, keyspace(BodyForm.PLAIN).entry(null, "1")))
                .isEqualTo(world.row(TASK));
    }

    /** They call the same row by different names, and so invalidate nothing of each other's. */
    @ParameterizedTest
    @ValueSource(ints = {0, 8})
    void jvmsOfDifferentNameKeys_areNeverStale(int otherNames) {
        var one = jvm(9, 1);
        var other = otherNames == 0 ? world.jvm() : jvm(otherNames, 1);
        world.load(one, TASK);
        world.load(other, otherNames == 0 ? World.TASK : TASK);

        for (int i = 1; i < 20; i++) {
            world.load(one, TASK);
            world.write(other, otherNames == 0 ? World.TASK : TASK, "a" + i + "b0");
            assertThat(world.sees(one, TASK)).isEqualTo("a" + i + "b0");
            world.load(other, otherNames == 0 ? World.TASK : TASK);
            world.write(one, TASK, "a" + i + "b1");
            assertThat(world.sees(other, otherNames == 0 ? World.TASK : TASK))
                    .isEqualTo("a" + i + "b1");
            one.beat();
            other.beat();
        }
    }

    /** A read of one that has begun when another one takes over the index. */
    @Test
    void jvmOfAnotherNameKey_thatOpensAndDies_leavesNothingStale() {
        var one = jvm(9, 1);
        var other = jvm(8, 1);
        world.load(one, TASK);
        UnitOfWork loader = begun(one);
        String loaded = world.row(TASK);
        UnitOfWork writer = begun(other);
        writer.invalidate(TASK, null);
        writer.open();
        world.commit(TASK, "a1b0");

        World.put(loader, TASK, loaded);
        one.settle();

        assertThat(world.sees(one, TASK)).isEqualTo("a1b0");
        one.beat();
        assertThat(world.sees(one, TASK)).isEqualTo("a1b0");
    }

    @Test
    void loneJvm_thatComesAfterAnotherNameKey_cachesAgain() {
        var before = world.jvm(settings(8, 1).lease(Duration.ofMillis(100)));
        world.warm(before, TASK);
        before.close();

        var after = world.jvm(settings(9, 1).lease(Duration.ofMillis(100)));
        await().untilAsserted(
                        () -> {
                            after.beat();
                            world.load(after, TASK);
                            assertThat(cached(after, TASK)).isEqualTo(world.row(TASK));
                        });
    }

    @Test
    void tags_areHidden_andInvalidateWhatDependsOnThem() {
        var jvm = jvm(9, 1);
        Tag board = Tag.named("board:anna@example.org");
        var loader = begun(jvm);
        loader.offer(TASK, World.bytes("row"), board.andWider());
        loader.endOperation();
        loader.close(true);
        jvm.settle();
        assertThat(begun(jvm).read(List.of(TASK), board.andWider()).found().get(0)).isNotNull();

        jvm.evict(List.of(), List.of(board));

        var result = begun(jvm).read(List.of(TASK), board.andWider());
        assertThat(result.found().get(0).loaded()).isLessThan(result.invalidated(board));
        assertThat(world.redis().zrange("{test:0}i", 0, -1))
                .noneMatch(member -> member.contains("anna") || member.contains("board"))
                .anyMatch(member -> member.matches("a:%m[A-Za-z0-9_-]{27}"));
    }

    /** What is kept near is dropped by the names that others invalidate it by. */
    @Test
    void nearEntry_isDropped_whenAnotherWritesIt() {
        var near = nearJvm();
        var writer = jvm(9, 1);
        await().untilAsserted(
                        () -> {
                            world.load(near, TASK);
                            assertThat(near.isNear(TASK, Set.of())).isTrue();
                        });
        assertThat(cached(near, TASK)).isEqualTo(world.row(TASK));
        long hits = near.counters().count(Event.NEAR_HIT);
        assertThat(cached(near, TASK)).isEqualTo(world.row(TASK));
        assertThat(near.counters().count(Event.NEAR_HIT)).isGreaterThan(hits);

        for (int i = 0; i < 20; i++) {
            world.write(writer, TASK, "a" + i + "b0");
            assertThat(world.sees(near, TASK)).isEqualTo("a" + i + "b0");
        }
    }

    private Store nearJvm() {
        return world.nearJvm(settings(9, 1), redis.server().port());
    }

    @Test
    void prefix_cannotBeFound_soAllOfTheKeyspaceIsEvicted() {
        var jvm = jvm(9, 1);
        world.warm(jvm, TASK);
        world.warm(jvm, OTHER);
        var others = new Keyspace("other", "other", Duration.ofHours(1), true, ENCRYPTED);
        Entry elsewhere = others.entry(null, "1");
        world.commit(elsewhere, "elsewhere");
        world.warm(jvm, elsewhere);

        assertThat(jvm.evictPrefix(TASKS, "1")).isEqualTo(2);

        assertThat(cached(jvm, TASK)).isNull();
        assertThat(cached(jvm, OTHER)).isNull();
        assertThat(cached(jvm, elsewhere)).isEqualTo("elsewhere");
    }

    @Test
    void inspector_findsAnEntry_byItsNameAndByWhatItIsCalled() {
        var jvm = jvm(9, 1);
        world.warm(jvm, TASK);
        String called = new String(keyOf(jvm, TASK), UTF_8).substring("{test:0}e:".length());

        for (String name : List.of("task#1", called)) {
            var found = jvm.inspector().entry(name);
            assertThat(found.whyNotValid()).isNull();
            assertThat(new String(found.bytes(), UTF_8)).endsWith(world.row(TASK));
        }
    }

    @Test
    void inspector_ofAnEntryOfAnotherKey_saysWhy() {
        world.warm(jvm(9, 1), TASK);

        assertThat(jvm(9, 2).inspector().entry("task#1").whyNotValid())
                .isEqualTo("it is encrypted with a key that this JVM does not have");
    }

    /** The role of a tenant's entry may be that of its region. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inspector_ofATenantsEntry_asksForTheFloorOfItsRegion(boolean hidden) {
        Store jvm = hidden ? jvm(9, 1) : world.jvm();
        Entry ofTenant = (hidden ? TASKS : World.TASKS).entry("acme", "1");
        world.commit(ofTenant, "row");
        world.warm(jvm, ofTenant);
        assertThat(jvm.inspector().entry(ofTenant.name()).whyNotValid()).isNull();

        jvm.evict(List.of(), List.of(TASKS.floor()));

        assertThat(jvm.inspector().entry(ofTenant.name()).whyNotValid())
                .isEqualTo("all entries of its kind were invalidated since it was loaded");
    }

    @Test
    void largestEntry_isReadEncryptedToo() {
        var settings = settings(9, 1).maxEntrySize(1024);
        var scripts = Scripts.standard();
        var server =
                RedisServer.at(
                        world.connection(Duration.ofSeconds(5)),
                        scripts.all(),
                        settings.build().longestValue());
        try (var jvm = Store.open(settings.build(), server, scripts)) {
            world.commit(TASK, "x".repeat(1024));
            world.warm(jvm, TASK);
            assertThat(begun(jvm).offer(OTHER, new byte[1025], List.of())).isFalse();
        }
    }
}
