package io.hibernateredis.internal.store;

import io.hibernateredis.internal.delivery.Mirrors;
import io.hibernateredis.internal.delivery.ShardClient;
import io.hibernateredis.internal.near.Barriers;
import io.hibernateredis.internal.near.Follower;
import io.hibernateredis.internal.near.Following;
import io.hibernateredis.internal.near.Mirror;
import io.hibernateredis.internal.near.NearEntries;
import io.hibernateredis.internal.near.NearSettings;
import io.hibernateredis.internal.protocol.IndexView;
import io.hibernateredis.internal.redis.RedisServer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The parts that keep entries in the memory of this JVM, or none. Thread-safe. */
final class NearCache implements AutoCloseable {

    private static final int MOST_TAGS = 100_000;

    private final @Nullable Mirror mirror;
    private final @Nullable Following following;
    private final @Nullable NearEntries entries;

    private NearCache(
            @Nullable Mirror mirror, @Nullable Following following, @Nullable NearEntries entries) {
        this.mirror = mirror;
        this.following = following;
        this.entries = entries;
    }

    static NearCache of(NearSettings settings, RedisServer server, ShardClient client) {
        if (settings.mode() == NearSettings.Mode.OFF) {
            return new NearCache(null, null, null);
        }
        var mirror = new Mirror(MOST_TAGS, System::nanoTime, System::currentTimeMillis);
        IndexView index = client.index();
        try {
            var entries =
                    new NearEntries(
                            settings,
                            mirror,
                            () -> index.loadTime().clock(),
                            client.shard()::member);
            return new NearCache(
                    mirror, following(settings.mode(), server, client, mirror), entries);
        } catch (NoClassDefFoundError e) {
            throw new IllegalArgumentException(
                    "hibernate.cache.redis.near="
                            + settings.mode().name().toLowerCase(Locale.ROOT)
                            + " needs com.github.ben-manes.caffeine:caffeine on the class path",
                    e);
        }
    }

    private static Following following(
            NearSettings.Mode mode, RedisServer server, ShardClient client, Mirror mirror) {
        return mode == NearSettings.Mode.BARRIER
                ? new Barriers(client, mirror)
                : new Follower(server, client, mirror);
    }

    Mirrors mirrors() {
        return following == null ? Mirrors.NONE : following;
    }

    EntryReads reads(EntryReader reader, IndexView index) {
        return mirror == null || following == null || entries == null
                ? reader
                : new NearReads(reader, entries, mirror, following, index);
    }

    /** Puts that are kept near: this JVM is likely to read what it has loaded. */
    StoredPuts puts(IndexView index) {
        NearEntries kept = entries;
        if (kept == null) {
            return StoredPuts.IGNORED;
        }
        return () -> {
            NearEntries.Asked asked = kept.ask(index.loadTime());
            return (put, loaded, seen) -> kept.keep(asked, put, loaded, seen, index::inUse);
        };
    }

    /** Whether a transaction is served what is near as of when it last asked. */
    boolean asksBeforeServing() {
        return following instanceof Barriers;
    }

    void start() {
        if (following != null) {
            following.start();
        }
    }

    @Override
    public void close() {
        if (following != null) {
            following.close();
        }
    }
}
