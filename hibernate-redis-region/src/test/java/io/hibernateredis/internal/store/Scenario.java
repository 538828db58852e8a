package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.OTHER_TASK;
import static io.hibernateredis.internal.store.World.TASK;
import static io.hibernateredis.internal.store.World.TASKS;
import static io.hibernateredis.internal.store.World.begun;
import static io.hibernateredis.internal.store.World.bytes;
import static io.hibernateredis.internal.store.World.key;
import static io.hibernateredis.internal.store.World.put;

import io.hibernateredis.internal.transaction.UnitOfWork;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/**
 * Histories after which a reader sees something stale, unless each guard of the protocol does its
 * work. Two writers stand for two columns of a row, {@code a} and {@code b}, which their statements
 * update one without the other.
 */
enum Scenario {
    SLOW_LOADER(
            world -> {
                var loader = begun(world.jvm());
                String old = world.row(TASK);
                world.write(world.jvm(), TASK, "a1b0");
                put(loader, TASK, old);
            }),
    SLOW_LOADER_AND_EVICTION(
            world -> {
                var loader = begun(world.jvm());
                String old = world.row(TASK);
                world.write(world.jvm(), TASK, "a1b0");
                world.redis().del(key("e:task#1"));
                put(loader, TASK, old);
            }),
    SLOW_LOADER_AND_BULK_UPDATE(
            world -> {
                var loader = begun(world.jvm());
                String old = world.row(TASK);
                bulk(world, "a1b0");
                put(loader, TASK, old);
            }),
    SLOW_LOADER_AND_EVICTED_NAMESPACE(
            world -> {
                var loader = begun(world.jvm());
                String old = world.row(TASK);
                world.commit(TASK, "a1b0");
                world.jvm().evictEverything();
                put(loader, TASK, old);
            }),
    BULK_UPDATE_OF_WHAT_IS_CACHED(
            world -> {
                world.warm(world.jvm(), TASK);
                bulk(world, "a1b0");
            }),
    FORGOTTEN_BULK_UPDATE_OF_WHAT_IS_CACHED(
            world -> {
                world.warm(world.jvm(), TASK);
                bulk(world, "a1b0");
                world.forgetTags(world.jvm());
            }),
    SLOW_LOADER_AND_FORGOTTEN_WRITE(
            world -> {
                var loader = begun(world.jvm());
                String old = world.row(TASK);
                var writer = world.jvm();
                world.write(writer, TASK, "a1b0");
                world.forgetEntries(writer);
                put(loader, TASK, old);
            }),
    SLOW_LOADER_AND_FORGOTTEN_BULK_UPDATE(
            world -> {
                var loader = begun(world.jvm());
                String old = world.row(TASK);
                bulk(world, "a1b0");
                world.forgetTags(world.jvm());
                put(loader, TASK, old);
            }),
    /** Everything is forgotten while the clock of Redis steps back an hour. */
    SLOW_LOADER_OF_ANOTHER_INDEX(
            world -> {
                double ahead = Instant.now().plus(1, ChronoUnit.HOURS).toEpochMilli() * 1000.0;
                var jvm = world.jvm();
                world.redis().zadd(key("i"), ahead, "~");
                jvm.beat();
                var loader = begun(jvm);
                String old = world.row(TASK);
                world.redis().flushAll();
                world.write(world.jvm(), TASK, "a1b0");
                put(loader, TASK, old);
            }),
    SLOW_LOADER_AND_LOST_RECENT(
            world -> {
                var loader = begun(world.jvm());
                String old = world.row(TASK);
                world.write(world.jvm(), TASK, "a1b0");
                world.redis().del(key("d"));
                put(loader, TASK, old);
            }),
    LOST_INDEX_AFTER_BULK_UPDATE(
            world -> {
                var jvm = world.jvm();
                world.warm(jvm, TASK);
                bulk(world, "a1b0");
                world.redis().del(key("i"));
                jvm.beat();
            }),
    WRITER_DIES(
            world -> {
                world.warm(world.jvm(), TASK);
                open(begun(world.jvm()), "a1b0");
                world.commit(TASK, "a1b0");
            }),
    LOADER_DURING_A_TRANSACTION_WHOSE_WRITER_DIES(
            world -> {
                open(begun(world.jvm()), "a1b0");
                var loader = begun(world.jvm());
                String old = world.row(TASK);
                world.commit(TASK, "a1b0");
                put(loader, TASK, old);
            }),
    LOADER_DURING_A_BULK_UPDATE_WHOSE_WRITER_DIES(
            world -> {
                var bulk = begun(world.jvm());
                bulk.invalidateAll(TASKS);
                bulk.open();
                var loader = begun(world.jvm());
                String old = world.row(TASK);
                world.commit(TASK, "a1b0");
                put(loader, TASK, old);
            }),
    SECOND_WRITER_CLOSES_WHILE_THE_FIRST_IS_IN_FLIGHT(
            world -> {
                open(begun(world.jvm()), "a1b0");
                var second = begun(world.jvm());
                open(second, "a0b0");
                second.close(false);
                var loader = begun(world.jvm());
                String old = world.row(TASK);
                world.commit(TASK, "a1b0");
                put(loader, TASK, old);
            }),
    SECOND_WRITER_CLOSES_AFTER_FLIGHTS_WERE_LOST(
            world -> {
                open(begun(world.jvm()), "a1b0");
                world.redis().del(key("f"));
                var second = begun(world.jvm());
                open(second, "a0b0");
                second.close(false);
                var loader = begun(world.jvm());
                String old = world.row(TASK);
                world.commit(TASK, "a1b0");
                put(loader, TASK, old);
            }),
    SECOND_WRITER_STORES_AND_THE_FIRST_DIES(
            world -> {
                open(begun(world.jvm()), "a1b0");
                var second = begun(world.jvm());
                open(second, "a0b1");
                world.commit(TASK, "a0b1");
                second.close(true);
                world.commit(TASK, "a1b1");
            }),
    FIRST_WRITER_STORES_AND_THE_SECOND_DIES(
            world -> {
                var first = begun(world.jvm());
                open(first, "a1b0");
                open(begun(world.jvm()), "a0b1");
                world.commit(TASK, "a1b0");
                first.close(true);
                world.commit(TASK, "a1b1");
            }),
    WRITER_LOADED_BEFORE_ANOTHER_WROTE(
            world -> {
                var first = begun(world.jvm());
                world.write(world.jvm(), TASK, "a0b1");
                open(first, "a1b0");
                world.commit(TASK, "a1b1");
                first.close(true);
            }),
    WRITER_LOADED_BEFORE_ANOTHERS_FORGOTTEN_WRITE(
            world -> {
                var first = begun(world.jvm());
                var second = world.jvm();
                world.write(second, TASK, "a0b1");
                world.forgetEntries(second);
                open(first, "a1b0");
                world.commit(TASK, "a1b1");
                first.close(true);
            }),
    WRITER_LOADED_BEFORE_A_FORGOTTEN_BULK_UPDATE(
            world -> {
                var first = begun(world.jvm());
                bulk(world, "a0b1");
                world.forgetTags(world.jvm());
                open(first, "a1b0");
                world.commit(TASK, "a1b1");
                first.close(true);
            }),
    WRITER_LOADED_BEFORE_A_BULK_UPDATE(
            world -> {
                var first = begun(world.jvm());
                bulk(world, "a0b1");
                open(first, "a1b0");
                world.commit(TASK, "a1b1");
                first.close(true);
            }),
    WRITER_LOADED_BEFORE_THE_NAMESPACE_WAS_EVICTED(
            world -> {
                var first = begun(world.jvm());
                world.commit(TASK, "a0b1");
                world.jvm().evictEverything();
                open(first, "a1b0");
                world.commit(TASK, "a1b1");
                first.close(true);
            }),
    WRITER_LOADED_FROM_ANOTHER_INDEX(
            world -> {
                double ahead = Instant.now().plus(1, ChronoUnit.HOURS).toEpochMilli() * 1000.0;
                var jvm = world.hastyJvm();
                world.redis().zadd(key("i"), ahead, "~");
                jvm.beat();
                var first = begun(jvm);
                world.redis().flushAll();
                world.write(world.hastyJvm(), TASK, "a0b1");
                world.awaitEndOfLease(jvm);
                open(first, "a1b0");
                world.commit(TASK, "a1b1");
                first.close(true);
            }),
    BULK_UPDATE_DURING_A_WRITERS_TRANSACTION(
            world -> {
                var writer = begun(world.jvm());
                open(writer, "a1b0");
                bulk(world, "a0b1");
                world.commit(TASK, "a1b1");
                writer.close(true);
            }),
    FORGOTTEN_BULK_UPDATE_DURING_A_WRITERS_TRANSACTION(
            world -> {
                var writer = begun(world.jvm());
                open(writer, "a1b0");
                bulk(world, "a0b1");
                world.forgetTags(world.jvm());
                world.commit(TASK, "a1b1");
                writer.close(true);
            }),
    NAMESPACE_EVICTED_DURING_A_WRITERS_TRANSACTION(
            world -> {
                var writer = begun(world.jvm());
                open(writer, "a1b0");
                world.commit(TASK, "a0b1");
                world.jvm().evictEverything();
                world.commit(TASK, "a1b1");
                writer.close(true);
            }),
    ENTRY_EVICTED_DURING_A_WRITERS_TRANSACTION(
            world -> {
                var writer = begun(world.jvm());
                open(writer, "a1b0");
                world.commit(TASK, "a0b1");
                world.jvm().evict(java.util.List.of(TASK), java.util.List.of());
                world.commit(TASK, "a1b1");
                writer.close(true);
            }),
    FLUSHED_DURING_A_WRITERS_TRANSACTION(
            world -> {
                var jvm = world.jvm();
                var writer = begun(jvm);
                open(writer, "a1b0");
                world.redis().flushAll();
                jvm.beat();
                world.load(jvm, TASK);
                world.commit(TASK, "a1b0");
                writer.close(true);
            }),
    FLUSHED_BETWEEN_TWO_WRITERS_WHO_OVERLAP(
            world -> {
                var first = begun(world.jvm());
                open(first, "a1b0");
                world.redis().flushAll();
                var second = begun(world.jvm());
                open(second, "a0b1");
                world.commit(TASK, "a1b0");
                first.close(true);
                world.commit(TASK, "a1b1");
                second.close(true);
            }),
    LEASE_ENDED_DURING_A_WRITERS_TRANSACTION(
            world -> {
                var jvm = world.hastyJvm();
                var writer = begun(jvm);
                open(writer, "a1b0");
                world.awaitEndOfLease(jvm);
                world.load(jvm, TASK);
                world.commit(TASK, "a1b0");
                writer.close(true);
            }),
    LEASE_ENDED_BETWEEN_TWO_WRITERS_WHO_OVERLAP(
            world -> {
                var first = begun(world.hastyJvm());
                open(first, "a1b0");
                var jvm = world.jvm();
                world.awaitEndOfLease(jvm);
                var second = begun(jvm);
                open(second, "a0b1");
                world.commit(TASK, "a1b0");
                first.close(true);
                world.commit(TASK, "a1b1");
                second.close(true);
            }),
    LOST_ALL_BUT_ITS_PAST_WHILE_A_WRITER_DIES(world -> loseWhileAWriterDies(world, "i", "d", "f")),
    LOST_INDEX_AND_PAST_WHILE_A_WRITER_DIES(world -> loseWhileAWriterDies(world, "i", "b")),
    LOST_EVERYTHING_WHILE_A_WRITER_DIES(
            world -> {
                open(begun(world.jvm()), "a1b0");
                var other = world.jvm();
                world.redis().flushAll();
                other.beat();
                var loader = begun(other);
                String old = world.row(TASK);
                world.commit(TASK, "a1b0");
                put(loader, TASK, old);
            }),
    LOST_EVERYTHING_WHILE_A_WRITER_DIES_AND_A_JVM_BOOTS(
            world -> {
                open(begun(world.jvm()), "a1b0");
                var other = world.jvm();
                world.redis().flushAll();
                var loader = begun(world.jvm());
                String old = world.row(TASK);
                put(loader, TASK, old);
                other.beat();
                world.commit(TASK, "a1b0");
            }),
    RESTORED_FROM_BEFORE_A_WRITE(
            world -> {
                var jvm = world.jvm();
                world.warm(jvm, TASK);
                world.warm(jvm, OTHER_TASK);
                var snapshot = world.server().snapshot();
                world.write(jvm, TASK, "a1b0");
                world.server().restore(snapshot);
                jvm.beat();
            });

    private final Consumer<World> history;

    Scenario(Consumer<World> history) {
        this.history = history;
    }

    /** Lets it happen. */
    void play(World world) {
        history.accept(world);
    }

    private static void open(UnitOfWork writer, String row) {
        writer.invalidate(TASK, bytes(row));
        writer.open();
    }

    static void bulk(World world, String row) {
        var bulk = begun(world.jvm());
        bulk.invalidateAll(TASKS);
        bulk.open();
        world.commit(TASK, row);
        bulk.close(true);
    }

    private static void loseWhileAWriterDies(World world, String... letters) {
        open(begun(world.jvm()), "a1b0");
        for (String letter : letters) {
            world.redis().del(key(letter));
        }
        var loader = begun(world.jvm());
        String old = world.row(TASK);
        world.commit(TASK, "a1b0");
        put(loader, TASK, old);
    }
}
