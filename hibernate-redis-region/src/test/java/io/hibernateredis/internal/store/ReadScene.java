package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.OTHER_TASK;
import static io.hibernateredis.internal.store.World.TASK;
import static io.hibernateredis.internal.store.World.begun;
import static io.hibernateredis.internal.store.World.bytes;
import static io.hibernateredis.internal.store.World.key;
import static io.hibernateredis.internal.store.World.put;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.testing.RedisExtension;
import io.hibernateredis.testing.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Predicate;
import redis.clients.jedis.Jedis;

/**
 * Histories after which a single guard of a read keeps it from being stale. Each tells whether it
 * was stale all the same. Public, so that it can be played by a class loader that knows altered
 * classes of the store.
 */
public enum ReadScene implements Predicate<RedisExtension> {
    BULK_UPDATE(
            world -> {
                Scenario.BULK_UPDATE_OF_WHAT_IS_CACHED.play(world);
                return stale(world, world.jvm());
            }),
    NAMESPACE_EVICTED(
            world -> {
                var jvm = world.jvm();
                world.warm(jvm, TASK);
                world.commit(TASK, "written by another program");
                jvm.evictEverything();
                return stale(world, jvm);
            }),
    FORGOTTEN_BULK_UPDATE(
            world -> {
                Scenario.FORGOTTEN_BULK_UPDATE_OF_WHAT_IS_CACHED.play(world);
                return stale(world, world.jvm());
            }),
    /** An entry outlives its index, whose clock was an hour ahead of the next one's. */
    ENTRY_OF_A_LOST_INDEX(
            world -> {
                double ahead = Instant.now().plus(1, ChronoUnit.HOURS).toEpochMilli() * 1000.0;
                var jvm = world.jvm();
                world.redis().zadd(key("i"), ahead, "~");
                jvm.beat();
                world.warm(jvm, TASK);
                world.redis().del(key("i"), key("d"), key("f"), key("b"));
                Scenario.bulk(world, "a1b0");
                return stale(world, world.jvm());
            }),
    /** A new JVM has put into an index that this one has not met, while a writer was in flight. */
    INDEX_OF_A_NEW_JVM(
            world -> {
                var jvm = world.jvm();
                var writer = begun(world.jvm());
                writer.invalidate(TASK, bytes("a1b0"));
                writer.open();
                world.redis().flushAll();
                world.load(world.jvm(), TASK);
                world.commit(TASK, "a1b0");
                return stale(world, jvm);
            }),
    FAILOVER_TO_A_REPLICA_THAT_LAGGED(
            world -> {
                try (var replica = Replica.of(world);
                        var address = new Switch(world.server().port())) {
                    var jvm = world.jvmAt(address.port());
                    world.warm(jvm, TASK);
                    replica.catchUp();
                    world.write(world.jvm(), TASK, "a1b0");
                    address.to(replica.server.port());
                    world.server().kill();
                    return stale(world, jvm);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }),
    SERVER_DEMOTED_UNDER_AN_OPEN_CONNECTION(
            world -> {
                try (var replica = Replica.of(world)) {
                    var jvm = world.jvm();
                    world.warm(jvm, TASK);
                    replica.catchUp();
                    world.redis().replicaof("127.0.0.1", 1);
                    world.write(world.jvmAt(replica.server.port()), TASK, "a1b0");
                    // It is told that the server takes no writes.
                    put(begun(jvm), OTHER_TASK, "other");
                    boolean stale = stale(world, jvm);
                    world.redis().replicaofNoOne();
                    return stale;
                }
            }),
    REPLICA_THAT_LAGS(
            world -> {
                try (var replica = Replica.of(world)) {
                    var jvm = world.jvm();
                    world.load(jvm, TASK);
                    replica.catchUp();
                    LaggingReplica.is(replica.admin);
                    world.write(jvm, TASK, "a1b0");
                    return stale(world, jvm);
                }
            }),
    OWN_WRITE(
            world -> {
                var jvm = world.jvm();
                world.warm(jvm, TASK);
                var writer = begun(jvm);
                writer.invalidate(TASK, bytes("a1b0"));
                return writer.get(TASK) != null;
            });

    private final Predicate<World> history;

    ReadScene(Predicate<World> history) {
        this.history = history;
    }

    @Override
    public boolean test(RedisExtension redis) {
        var world = new World(redis);
        try {
            return history.test(world);
        } finally {
            world.close();
        }
    }

    private static boolean stale(World world, Store reader) {
        return !world.sees(reader, TASK).equals(world.row(TASK));
    }

    /** A server that has all that another had at some moment, and nothing later. */
    private record Replica(RedisServer server, Jedis admin, World world) implements AutoCloseable {

        static Replica of(World world) {
            var server = RedisServer.start();
            return new Replica(server, server.connect(), world);
        }

        /** Copies what the master has now; then the link breaks, and it is a master itself. */
        void catchUp() {
            admin.replicaof("127.0.0.1", world.server().port());
            await().until(() -> admin.exists(key("e:task#1")));
            admin.replicaofNoOne();
        }

        @Override
        public void close() {
            admin.close();
            server.close();
        }
    }
}
