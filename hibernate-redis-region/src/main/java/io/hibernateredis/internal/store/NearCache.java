package io.hibernateredis.internal.store;

import io.hibernateredis.internal.delivery.Mirrors;
import io.hibernateredis.internal.delivery.ShardClient;
import io.hibernateredis.internal.near.Follower;
import io.hibernateredis.internal.near.Mirror;
import io.hibernateredis.internal.near.NearEntries;
import io.hibernateredis.internal.near.NearSettings;
import io.hibernateredis.internal.protocol.IndexView;
import io.hibernateredis.internal.redis.RedisServer;
import org.jspecify.annotations.Nullable;

/** The parts that keep entries in the memory of this JVM, or none. Thread-safe. */
final class NearCache implements AutoCloseable {

    private static final int MOST_TAGS = 100_000;

    private final @Nullable Follower follower;
    private final @Nullable NearEntries entries;

    private NearCache(@Nullable Follower follower, @Nullable NearEntries entries) {
        this.follower = follower;
        this.entries = entries;
    }

    static NearCache of(NearSettings settings, RedisServer server, ShardClient client) {
        if (settings.mode() == NearSettings.Mode.OFF) {
            return new NearCache(null, null);
        }
        var mirror = new Mirror(MOST_TAGS, System::nanoTime, System::currentTimeMillis);
        IndexView index = client.index();
        try {
            return new NearCache(
                    new Follower(server, client, mirror),
                    new NearEntries(settings, mirror, () -> index.loadTime().clock()));
        } catch (NoClassDefFoundError e) {
            throw new IllegalArgumentException(
                    "hibernate.cache.redis.near=lease needs com.github.ben-manes.caffeine:caffeine"
                            + " on the class path",
                    e);
        }
    }

    Mirrors mirrors() {
        return follower == null ? Mirrors.NONE : follower;
    }

    EntryReads reads(EntryReader reader, IndexView index) {
        return entries == null ? reader : new NearReads(reader, entries, index);
    }

    void start() {
        if (follower != null) {
            follower.start();
        }
    }

    @Override
    public void close() {
        if (follower != null) {
            follower.close();
        }
    }
}
