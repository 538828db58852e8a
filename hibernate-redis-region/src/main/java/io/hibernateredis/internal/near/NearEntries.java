package io.hibernateredis.internal.near;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.PendingPut;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.protocol.Tag;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The entries in the memory of this JVM. What its mirror does not vouch for is not served.
 * Thread-safe.
 */
public final class NearEntries {

    private static final long MICROS_A_MILLI = 1000;

    private final Mirror mirror;
    private final LongSupplier clock;
    private final Function<Tag, String> memberOf;
    private final Cache<Entry, NearEntry> entries;

    /**
     * @param clock the index's, as last seen, microseconds
     * @param memberOf what tags are called in the index
     */
    public NearEntries(
            NearSettings settings,
            Mirror mirror,
            LongSupplier clock,
            Function<Tag, String> memberOf) {
        this.mirror = mirror;
        this.memberOf = memberOf;
        this.clock = clock;
        this.entries =
                Caffeine.newBuilder()
                        .maximumWeight(settings.bytes())
                        .<Entry, NearEntry>weigher((entry, near) -> near.weight(entry))
                        .executor(Runnable::run)
                        .build();
    }

    /** What is known when something is asked for in Redis that is to be kept near. */
    public record Asked(Mirror.@Nullable Epoch epoch, long seen) {}

    /**
     * To be called before Redis is asked.
     *
     * @param known of the index
     */
    public Asked ask(LoadTime known) {
        Mirror.Epoch epoch = mirror.epoch();
        return new Asked(epoch.nonce() == known.nonce() ? epoch : null, known.clock());
    }

    /**
     * An entry that is valid at present, and what Redis said of the tags that are asked for, at a
     * time since which none was invalidated; or null.
     *
     * @param tags that are asked for beside the entry's own and its floor
     * @param lease by which it may be served; null if nothing may
     */
    public @Nullable ReadResult get(
            Entry entry, Collection<Tag> tags, Mirror.@Nullable Lease lease) {
        NearEntry near = lease == null ? null : entries.getIfPresent(entry);
        if (near == null || lease == null) {
            return null;
        }
        if (!mirror.vouchesFor(lease, near.epoch(), near.seen(), near.members())
                || isExpired(entry, near.stored())
                || !knows(near.answer(), tags)) {
            entries.asMap().remove(entry, near);
            return null;
        }
        return near.answer();
    }

    /** Whether there are some of these, valid or not. */
    public boolean haveAnyOf(List<Entry> some) {
        for (Entry entry : some) {
            if (entries.asMap().containsKey(entry)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an entry is here, and is valid as far as is known. */
    public boolean has(Entry entry, Collection<Tag> tags) {
        NearEntry near = entries.getIfPresent(entry);
        return near != null
                && mirror.holds(near.epoch(), near.seen(), near.members())
                && !isExpired(entry, near.stored())
                && knows(near.answer(), tags);
    }

    private boolean isExpired(Entry entry, StoredEntry stored) {
        return clock.getAsLong() - stored.loaded() > entry.keyspace().ttlMillis() * MICROS_A_MILLI;
    }

    private static boolean knows(ReadResult answer, Collection<Tag> tags) {
        for (Tag tag : tags) {
            if (!answer.tells(tag)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Keeps an entry that Redis had.
     *
     * @param tags that were asked for with it
     * @param inUse gives the tag that was asked for in place of one
     */
    public void keep(
            Asked asked,
            Entry entry,
            StoredEntry stored,
            ReadResult result,
            Collection<Tag> tags,
            UnaryOperator<Tag> inUse) {
        Mirror.Epoch epoch = asked.epoch();
        if (epoch == null || epoch.nonce() != result.nonce() || !entry.keyspace().isNear()) {
            return;
        }
        for (Tag tag : tags) {
            if (stored.loaded() < result.invalidated(tag)) {
                return;
            }
        }
        String[] members = members(entry, tags, inUse);
        if (epoch.holds(asked.seen(), members)) {
            StoredEntry shared = stored.shared((kept, bytes) -> charge(entry, kept, bytes));
            ReadResult answer = result.of(shared, entry.keyspace().floor(), tags);
            entries.put(entry, new NearEntry(shared, answer, epoch, asked.seen(), members, 0));
        }
    }

    /**
     * Keeps an entry that Redis has stored, as if it had been read then.
     *
     * @param loaded when it was loaded
     * @param seen when it was stored
     */
    public void keep(
            Asked asked, PendingPut put, LoadTime loaded, LoadTime seen, UnaryOperator<Tag> inUse) {
        if (put.entry().keyspace().isNear()) {
            ReadResult result = ReadResult.of(put, loaded, seen);
            StoredEntry stored = requireNonNull(result.found().get(0));
            keep(asked, put.entry(), stored, result, put.tags(), inUse);
        }
    }

    /** What sessions share of an entry takes its place as well. */
    private void charge(Entry entry, StoredEntry kept, int bytes) {
        entries.asMap()
                .computeIfPresent(
                        entry, (each, near) -> near.stored() == kept ? near.sharing(bytes) : near);
    }

    private String[] members(Entry entry, Collection<Tag> tags, UnaryOperator<Tag> inUse) {
        Set<String> members = new LinkedHashSet<>();
        members.add(memberOf.apply(entry.tag()));
        members.add(memberOf.apply(entry.keyspace().floor()));
        for (Tag tag : tags) {
            for (Tag each : tag.andWider()) {
                members.add(memberOf.apply(each));
                members.add(memberOf.apply(inUse.apply(each)));
            }
        }
        return members.toArray(String[]::new);
    }

    /** Drops what a put replaces. */
    public void forget(PendingPut put) {
        entries.asMap()
                .computeIfPresent(
                        put.entry(), (entry, near) -> near.stored().isOf(put) ? near : null);
    }
}
