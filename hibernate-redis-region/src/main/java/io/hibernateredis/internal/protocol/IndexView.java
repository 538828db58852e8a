package io.hibernateredis.internal.protocol;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * The index as this JVM last saw it: its clock and nonce, the groupings in use, the longest lease
 * in use, and which server last proved that it takes writes. It knows nothing of connections:
 * answers are handed to it. Thread-safe.
 */
public final class IndexView {

    /** There may be mirrors, not of this JVM. */
    private static final String SOME = "+";

    private final ServerTrust trust;
    private final AtomicReference<LoadTime> seen = new AtomicReference<>(LoadTime.UNKNOWN);
    private final Map<String, Groupings> groupings = new ConcurrentHashMap<>();
    private final CrowdedGroupings crowded;
    private final AtomicLong longestLeaseMicros;
    private volatile String mirror = "";

    /**
     * @param nanoTime the time of this JVM, as {@link System#nanoTime}
     */
    public IndexView(StoreSettings settings, LongSupplier nanoTime) {
        this.trust = new ServerTrust(settings, nanoTime);
        this.crowded = new CrowdedGroupings(nanoTime);
        this.longestLeaseMicros = new AtomicLong(Shard.micros(settings.lease()));
    }

    public ServerTrust trust() {
        return trust;
    }

    /** The load time of what is read from the database from now on. */
    public LoadTime loadTime() {
        return Objects.requireNonNull(seen.get());
    }

    /** The groupings of a table's rows that are in use, as far as this JVM has seen. */
    public Groupings groupings(String table) {
        return groupings.computeIfAbsent(Tag.escaped(table), name -> Groupings.of(table, ""));
    }

    /** The tag to ask for in place of another: the table's, for a grouping without room. */
    public Tag inUse(Tag tag) {
        return crowded.inPlaceOf(tag);
    }

    /** An entry was refused because the groupings it depends on have no room. */
    public void noteNoRoom(Collection<Tag> tags) {
        for (Tag tag : tags) {
            String table = tag.tableOfGrouping();
            if (table != null && !groupings(table).have(tag)) {
                crowded.note(tag);
            }
        }
    }

    /** Takes over the clock and the groupings that a script reported. */
    public void observe(Shard.Answer answer) {
        answer.forEachTable(
                (table, text) -> groupings.put(table, Groupings.of(Tag.unescaped(table), text)));
        observe(answer.seen());
    }

    /** Takes over a clock; one that is behind what this JVM saw of the same index is ignored. */
    public void observe(LoadTime now) {
        // Most reads find the clock where it was: what all threads read is written to if it moved.
        LoadTime known = loadTime();
        if (known.nonce() != now.nonce() || known.clock() < now.clock()) {
            seen.accumulateAndGet(now, LoadTime::laterOf);
        }
    }

    /** Takes over a lease that some JVM uses, microseconds. */
    public void observeLease(long micros) {
        longestLeaseMicros.accumulateAndGet(micros, Math::max);
    }

    public long longestLeaseMicros() {
        return longestLeaseMicros.get();
    }

    /** This JVM has a mirror, which is known by an id. */
    public void mirrorIs(String id) {
        mirror = id;
    }

    /** Whether there may be mirrors. */
    public boolean knowsMirrors() {
        return !mirror.isEmpty();
    }

    /** What a script is given of mirrors that is sent for several stores. */
    public String someMirrors() {
        return knowsMirrors() ? SOME : "";
    }

    /** Other JVMs have mirrors. */
    public void noteMirrors() {
        if (mirror.isEmpty()) {
            mirror = SOME;
        }
    }

    /** What a script has to be given of this JVM. */
    public Shard.Caller caller(long identity) {
        return new Shard.Caller(identity, loadTime().nonce(), longestLeaseMicros(), mirror);
    }
}
