package io.hibernateredis.internal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.internal.protection.Bodies;
import io.hibernateredis.internal.redis.Call;
import io.hibernateredis.internal.redis.Replies;
import io.hibernateredis.internal.redis.Script;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one shard, all in one slot, and the commands on them. Immutable.
 *
 * <p>A namespace on one server has one shard, number 0. The number is part of every key, and every
 * script names all its keys, so that a namespace can be spread over the slots of a cluster without
 * a change to either.
 */
public final class Shard {

    /** Of the outcomes of a put: the entry was stored. */
    public static final char STORED = '1';

    /** Of the outcomes of a put: the most groupings of the table that may be are in use. */
    public static final char NO_ROOM = '2';

    /** Of the outcomes of a put: it was loaded before what the index knows. */
    public static final char UNKNOWN_TO_INDEX = '3';

    /** How much an eviction invalidates. */
    public enum Scope {
        THESE("0"),
        /** All of the namespace that was loaded so far. */
        EVERYTHING("1"),
        /** All that is loaded until the longest lease that is used is over. */
        EVERYTHING_FOR_A_LEASE("2");

        private final String number;

        Scope(String number) {
            this.number = number;
        }
    }

    private static final int LOG = 4;
    private static final int MIRRORS = 5;
    private static final int KEYS_PER_SCAN = 1000;

    private static final byte[] ZERO = ascii("0");

    private final String entries;
    private final byte[] entryPrefix;
    private final byte[] missing;
    private final List<byte[]> control;
    private final Scripts scripts;
    private final StoreSettings settings;
    private final Names names;
    private final ScoreCalls scores;
    private final Bodies bodies;

    public Shard(StoreSettings settings, int number, Scripts scripts) {
        String slot = "{" + settings.namespace() + ":" + number + "}";
        this.entries = slot;
        this.entryPrefix = ascii(slot + Tag.ENTRY);
        this.missing = ascii(slot + "z");
        this.control =
                Stream.of("i", "d", "f", "b", "v", "m")
                        .map(letter -> ascii(slot + letter))
                        .toList();
        this.scripts = scripts;
        this.settings = settings;
        this.names = new Names(settings.keys().names());
        this.scores = new ScoreCalls(control.get(0), names);
        this.bodies = new Bodies(settings.maxEntrySize(), settings.keys());
    }

    public byte[] key(Entry entry) {
        return names.key(entry, entryPrefix);
    }

    Names names() {
        return names;
    }

    /** What a tag is called in the index. */
    public String member(Tag tag) {
        return names.text(tag);
    }

    /** Whether ids do not stand in keys, so that what begins alike cannot be found. */
    public boolean hidesIds() {
        return names.areHidden();
    }

    /** What stores have in common whose keys and tags are called alike. */
    public long namesDigest() {
        return names.digest();
    }

    /** Most keys, or tags, that one command is given. */
    int mostAtOnce() {
        return settings.maxArguments() - ScoreCalls.CONTROL.size() - 2;
    }

    /** Reads what every read has to know of the index, then when some tags were invalidated. */
    Call scores(List<Tag> tags) {
        return scores.of(tags);
    }

    /** Writes and reads the bodies of entries. */
    Bodies bodies() {
        return bodies;
    }

    private byte[] lockKey(ComputeLock lock) {
        return (entries + "l:" + names.entry(lock.entry())).getBytes(UTF_8);
    }

    /** Takes a lock that has no holder, and reads who holds it. */
    List<Call> take(ComputeLock lock) {
        byte[] key = lockKey(lock);
        return List.of(Call.setIfAbsent(key, lock.token(), lock.millis()), Call.get(key));
    }

    public Call release(Collection<ComputeLock> locks) {
        return Call.delete(locks.stream().map(this::lockKey).toList());
    }

    /** A counter beside the entries: set to nothing if it is not there, then raised. */
    public List<Call> increment(Entry counter, long delta) {
        byte[] key = (entries + "n:" + names.entry(counter)).getBytes(UTF_8);
        return List.of(
                Call.setIfAbsent(key, ZERO, counter.keyspace().ttlMillis()),
                Call.incrementBy(key, delta));
    }

    /** Some of the entries of a keyspace whose ids begin alike. */
    public Call scan(String cursor, Keyspace keyspace, String prefix) {
        String start =
                (entries + keyspace.entry(null, prefix).tag())
                        .replaceAll("[\\\\*?\\[\\]]", "\\\\$0");
        return Call.scan(cursor, (start + "*").getBytes(UTF_8), KEYS_PER_SCAN);
    }

    /** The id of an entry of a keyspace from its key. */
    public String id(byte[] key, Keyspace keyspace) {
        String start = entries + keyspace.entry(null, "").tag();
        return new String(key, UTF_8).substring(start.length());
    }

    public Call open(Caller caller, Lease lease, List<Change> changes, boolean renewal) {
        var arguments = arguments(caller, changes.size());
        arguments.add(lease.token()).add(micros(settings.lease())).add(renewal);
        arguments.add(lease.loaded().nonce()).add(lease.loaded().clock());
        ArrangedChanges.announced(changes, arguments);
        return call(scripts.open(), arguments);
    }

    public Call close(Caller caller, String token, List<Change> changes, boolean committed) {
        var arguments = arguments(caller, changes.size());
        arguments.add(token).add(committed);
        ArrangedChanges.ended(changes, committed, arguments);
        return call(scripts.close(), arguments);
    }

    /**
     * Stores what was loaded at a time.
     *
     * @param inUse gives the tag that stands for one at present
     */
    public Call put(
            Caller caller, LoadTime loaded, List<PendingPut> puts, UnaryOperator<Tag> inUse) {
        var arguments = arguments(caller, puts.size());
        arguments.add(loaded.nonce()).add(loaded.clock());
        int next;
        for (int first = 0; first < puts.size(); first = next) {
            next = first + 1;
            while (next < puts.size() && puts.get(next).dependsAs(puts.get(first))) {
                next++;
            }
            add(arguments, puts.subList(first, next), inUse);
        }
        return call(scripts.put(), arguments);
    }

    /** Adds entries that depend on the same tags. */
    private void add(ScriptArguments arguments, List<PendingPut> puts, UnaryOperator<Tag> inUse) {
        PendingPut first = puts.get(0);
        arguments.add(first.tags().size());
        first.tags().forEach(tag -> arguments.add(inUse.apply(tag)));
        arguments.add(first.ttlMillis()).add(puts.size());
        for (PendingPut put : puts) {
            arguments.add(put.entry(), put.body());
        }
    }

    public Call evict(Caller caller, List<Change> changes, Scope scope) {
        var arguments = arguments(caller, changes.size());
        arguments.add(scope.number);
        for (Change change : changes) {
            Entry entry = change.entry();
            if (entry == null) {
                arguments.add(change.tag());
            } else {
                arguments.addKey(entry);
            }
        }
        return call(scripts.evict(), arguments);
    }

    /**
     * Asks for what was invalidated since.
     *
     * @param mirror for which writers wait from then on
     * @param applied index and position up to which it has applied all events
     */
    public Call follow(Caller caller, String mirror, LoadTime applied) {
        var arguments = arguments(caller, 0);
        arguments.add(mirror).add(applied.nonce()).add(applied.clock());
        return call(scripts.follow(), arguments);
    }

    /**
     * Asks for how many mirrors have to apply an event.
     *
     * @param over whether they were waited for as long as they may serve without a call
     */
    public Call await(Caller caller, LoadTime event, boolean over) {
        var arguments = arguments(caller, 0);
        arguments.add(event.nonce()).add(event.clock()).add(over);
        return call(scripts.await(), arguments);
    }

    /** Tells writers that they need not wait for a mirror, which serves nothing any more. */
    public Call leave(String mirror) {
        return Call.deleteField(control.get(MIRRORS), ascii(mirror));
    }

    /** The key under which events are published. */
    public byte[] log() {
        return control.get(LOG);
    }

    public Call tick(Caller caller) {
        var arguments = arguments(caller, 0);
        arguments.addKey(missing);
        arguments.add(settings.tags()).add(settings.recent());
        arguments.add(micros(settings.horizon())).add(settings.recent());
        return call(scripts.tick(), arguments);
    }

    /** The answer of a script. */
    public static Answer answer(Replies replies, int position) {
        List<?> values = replies.elements(position);
        if (values.size() < 3) {
            throw new IllegalStateException("a script gave " + values.size() + " values");
        }
        var seen =
                new LoadTime(
                        Long.parseLong(text(values.get(1))), Long.parseLong(text(values.get(0))));
        return new Answer(
                seen,
                Long.valueOf(1).equals(values.get(2)),
                values.size() > 3 ? text(values.get(3)) : "",
                values.size() > 4 && values.get(4) instanceof List<?> tables ? tables : List.of(),
                values.size() > 5 && values.get(5) instanceof Long behind ? behind : 0);
    }

    /**
     * What a script answered.
     *
     * @param seen the index's nonce and clock
     * @param recreated whether the script created the index
     * @param result what the script alone has to say
     * @param groupings tables as the index knows them, each followed by the groupings of its rows
     * @param behind how many mirrors have yet to apply what it invalidated
     */
    public record Answer(
            LoadTime seen, boolean recreated, String result, List<?> groupings, long behind) {

        /**
         * Of {@link #follow}: what was invalidated; null if that is not known, or cannot be read.
         */
        public @Nullable List<Invalidation> events() {
            try {
                return result.equals("1") ? Invalidation.told(groupings) : null;
            } catch (IllegalArgumentException | ClassCastException e) {
                // As a gap in the log: nothing that is near is served any more.
                return null;
            }
        }

        /** Of {@link #tick}: whether there may be mirrors that writers wait for. */
        public boolean saysMirrors() {
            return groupings.size() == 1 && text(groupings.get(0)).equals("1");
        }

        public void forEachTable(BiConsumer<String, String> action) {
            for (int i = 0; i + 1 < groupings.size(); i += 2) {
                action.accept(text(groupings.get(i)), text(groupings.get(i + 1)));
            }
        }
    }

    /**
     * What every script is given of the JVM that calls it.
     *
     * @param identity of the server, as the handshake of the connection read it
     * @param knownNonce of the index that this JVM knows; 0 if it knows none
     * @param longestLease that this JVM knows to be used, microseconds
     * @param mirrors empty if this JVM knows of none, {@code +} if writers may have to wait for
     *     some
     */
    public record Caller(long identity, long knownNonce, long longestLease, String mirrors) {}

    private ScriptArguments arguments(Caller caller, int size) {
        return new ScriptArguments(this, control, caller, size, settings.maxArguments());
    }

    private static Call call(Script script, ScriptArguments arguments) {
        return Call.script(script, arguments.keys(), arguments.values());
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes ? new String(bytes, UTF_8) : String.valueOf(value);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(UTF_8);
    }

    public static long micros(java.time.Duration duration) {
        return duration.toNanos() / 1000;
    }

    List<Script> scripts() {
        return scripts.all();
    }
}
