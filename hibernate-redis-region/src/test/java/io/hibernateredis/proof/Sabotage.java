package io.hibernateredis.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.internal.protocol.Scripts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.MethodCall;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerGroup;

/**
 * A guard of the protocol, removed. A script loses a passage, a class a method's body; the altered
 * files lie in a directory that comes first on a worker's class path, so that the product itself
 * needs no switch.
 */
enum Sabotage implements Explorer.Alteration {
    /** A writer announces nothing. */
    NO_OPEN(
            script("open", "delete_entries()\nenter()", "enter()"),
            script("open", "  redis.call('HSET', FLIGHT, unpack(kept))\n", ""),
            script("open", "  redis.call('ZADD', SETS[letter], 'GT', unpack(raised))\n", "")),
    /** A second writer's end takes away the lease of the first. */
    LEASE_SHORTENED(script("close", "free = math.max(free, t.lease_end)", "free = now")),
    NO_SPOILING_AT_OPEN(
            script("open", "      t.spoiled = '1'\n", ""),
            script("open", "blind or #tokens > 0 or", "blind or")),
    NO_SPOILING_AT_CLOSE(script("close", "      t.spoiled = '1'\n", "")),
    CLOSE_LEAVES_THE_ENTRY(
            script("close", "    redis.call('DEL', unpack(gone))\n", ""),
            script("close", "      store(KEYS[key], header, ARGV[key + states], ttl)\n", "")),
    PUT_UNCHECKED(
            script("put", "return scores[member] > loaded", "return false"),
            script("put", "if written[key - first + 1] then", "if false then")),
    FLOOR_IGNORED(read("judged", Blindness.OfFloors.class)),
    VALID_FROM_IGNORED(
            script("put", "loaded >= score('i', '!') and ", ""),
            read("judged", Blindness.OfValidFrom.class)),
    LOW_WATER_IGNORED(
            script("put", "and loaded >= score('i', '<') and loaded >= score('d', '<')", ""),
            read("judged", Blindness.OfLowWater.class)),
    IDENTITY_IGNORED(
            script("index", "head[2] and tonumber(head[2]) == tonumber(ARGV[1])", "head[2]"),
            read("judged", Blindness.OfIdentity.class),
            java("io.hibernateredis.internal.protocol.ServerTrust", "believes", true)),
    NONCE_OF_INDEX_IGNORED(script("index", " and recent == nonce and flight == nonce", "")),
    NONCE_OF_ENTRY_IGNORED(read("valid", Blindness.OfNonces.class)),
    /** An index is read before a script has met it. */
    UNMET_INDEX_READ(read("judged", Blindness.OfStrangeIndexes.class)),
    NO_QUARANTINE(
            script(
                    "index",
                    "valid_from = now + math.max(longest, tonumber(ARGV[3]))",
                    "valid_from = now")),
    /** All may be lost with the past, and nobody says that there was one. */
    KNOWN_INDEX_FORGOTTEN(
            script("index", "raise('i', '!', now + tonumber(ARGV[3]))", "raise('i', '!', 0)")),
    /** An index that a new JVM has created is believed by those that knew the lost one. */
    ONLY_THE_CREATOR_TELLS(
            script("index", "if known ~= 0 and", "if recreated == 1 and known ~= 0 and")),
    UNKNOWN_CLOSES(
            calls("io.hibernateredis.internal.transaction.UnitOfWork", "abandon", "close", true)),
    /** A server that was demoted is read for ever. */
    TRUST_WITHOUT_END(java("io.hibernateredis.internal.protocol.ServerTrust", "isFresh", true)),
    /** Entries come from another server than the scores that they are judged by. */
    ENTRIES_FROM_A_REPLICA(read("valuesOf", Blindness.OfTheServersEntries.class)),
    /** A row that others wrote is taken to have been in the collection that it was loaded in. */
    OVERWRITTEN_ROW_TRUSTED(
            script("open", "      unknown[i] = unknown[i] or is_overwritten(decides)\n", "")),
    /** A row with the version that was loaded is taken for the one that was loaded. */
    VERSIONS_TRUSTED(
            script("open", "      unknown[i] = unknown[i] or score('i', decides) > loaded\n", "")),
    /** What was touched under a condition is left alone by a close whose lease is over. */
    LAPSED_CONDITION_FORGOTTEN(script("close", "      lapsed = true\n", "")),
    /** On one server this does no harm: see the proof's documentation. */
    SCORES_BEFORE_ENTRIES(),
    OWN_WRITES_FROM_THE_CACHE(
            java("io.hibernateredis.internal.transaction.UnitOfWork", "hasChanged", false)),
    STATELESS_WRITES_UNSEEN() {
        @Override
        void apply(SessionFactory factory) {
            var groups = factory.unwrap(SessionFactoryImplementor.class).getEventListenerGroups();
            forgetOurs(groups.eventListenerGroup_POST_INSERT);
            forgetOurs(groups.eventListenerGroup_POST_UPDATE);
            forgetOurs(groups.eventListenerGroup_POST_DELETE);
        }
    };

    private interface Edit {
        void into(Path directory) throws IOException;
    }

    record ScriptEdit(String script, String passage, String replacement) implements Edit {
        @Override
        public void into(Path directory) throws IOException {
            Path file = directory.resolve("io/hibernateredis/internal/protocol/" + script + ".lua");
            Files.createDirectories(file.getParent());
            String text = Files.exists(file) ? Files.readString(file) : shipped(script);
            Files.writeString(file, applyTo(text));
        }

        String applyTo(String text) {
            int at = text.indexOf(passage);
            if (at < 0 || text.indexOf(passage, at + 1) >= 0) {
                throw new IllegalStateException(
                        script + ".lua does not hold exactly once: " + passage);
            }
            return text.replace(passage, replacement);
        }
    }

    private final List<Edit> edits;

    Sabotage(Edit... edits) {
        this.edits = List.of(edits);
    }

    /** Changes what can only be changed in a session factory that is running. */
    void apply(SessionFactory factory) {
        // Nothing, for most.
    }

    /** Writes the altered files; null if there are none. */
    Path write() {
        if (edits.isEmpty()) {
            return null;
        }
        try {
            Path directory = Files.createTempDirectory("hibernate-redis-sabotage");
            for (Edit edit : edits) {
                edit.into(directory);
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A script's text, as shipped but for what this sabotage removes from it. */
    @Override
    public String sabotaged(String script, String text) {
        String edited = text;
        for (Edit edit : edits) {
            if (edit instanceof ScriptEdit change && change.script().equals(script)) {
                edited = change.applyTo(edited);
            }
        }
        return edited;
    }

    private static Edit script(String script, String passage, String replacement) {
        return new ScriptEdit(script, passage, replacement);
    }

    /** A method that returns a constant. */
    private static Edit java(String type, String method, Object value) {
        return directory ->
                alter(directory, type, ElementMatchers.named(method), FixedValue.value(value));
    }

    /** A method of the reading side that is blind to something. */
    private static Edit read(String method, Class<?> blindness) {
        return directory ->
                alter(
                        directory,
                        "io.hibernateredis.internal.protocol.ReadRequest",
                        (request, classes) ->
                                request.visit(
                                        Advice.to(blindness, classes)
                                                .on(ElementMatchers.named(method))));
    }

    private static Edit calls(String type, String method, String instead, Object argument) {
        return directory ->
                alter(
                        directory,
                        type,
                        ElementMatchers.named(method),
                        MethodCall.invoke(
                                        ElementMatchers.<MethodDescription>named(instead)
                                                .and(ElementMatchers.takesArguments(1)))
                                .with(argument));
    }

    private static void alter(
            Path directory,
            String type,
            ElementMatcher<MethodDescription> method,
            Implementation body)
            throws IOException {
        alter(directory, type, (builder, classes) -> builder.method(method).intercept(body));
    }

    private static void alter(
            Path directory,
            String type,
            BiFunction<DynamicType.Builder<?>, ClassFileLocator, DynamicType.Builder<?>> change)
            throws IOException {
        var classes = ClassFileLocator.ForClassLoader.of(Sabotage.class.getClassLoader());
        var described = TypePool.Default.of(classes).describe(type).resolve();
        change.apply(new ByteBuddy().redefine(described, classes), classes)
                .make()
                .saveIn(directory.toFile());
    }

    static String shipped(String script) {
        try (InputStream in = Scripts.class.getResourceAsStream(script + ".lua")) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> void forgetOurs(EventListenerGroup<T> group) {
        List<T> others = new ArrayList<>();
        for (T listener : group.listeners()) {
            if (!listener.getClass().getName().startsWith("io.hibernateredis.")) {
                others.add(listener);
            }
        }
        group.clearListeners();
        others.forEach(group::appendListener);
    }
}
