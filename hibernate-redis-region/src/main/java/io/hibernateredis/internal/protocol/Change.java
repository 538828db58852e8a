package io.hibernateredis.internal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Something a writer changes.
 *
 * @param entry the entry that goes with the tag, or null if it is a table or a region
 * @param newState what to store once the change is committed, or null to store nothing
 * @param condition null, or what decides, when it is announced, whether the tag is invalidated
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Change(
        Tag tag, @Nullable Entry entry, byte @Nullable [] newState, @Nullable Condition condition) {

    /**
     * What a script decides by. In open and close its letter, as {@code index.lua} says, is
     * followed by the tag and by what it compares.
     */
    public sealed interface Condition {

        /** As it is now, for another thread to keep. */
        Condition frozen();

        /** The letter that the scripts know it by. */
        String letter();

        /**
         * What is compared when it is announced.
         *
         * @param names what tags are called in the index
         */
        byte[] compared(Function<Tag, String> names);

        /** The same at the end of the announcement, to which what was written is the same. */
        byte[] comparedAtEnd(Function<Tag, String> names);
    }

    /**
     * Unknown rows of a table are invalidated unless the groups of all rows that were written are
     * named: the groupings that this writer named them by are those in use.
     *
     * @param asLoaded whether some rows were named as they were loaded, so that unknown rows may
     *     not have been written since
     */
    public record UnlessNamed(Groupings named, boolean asLoaded) implements Condition {

        @Override
        public Condition frozen() {
            return this;
        }

        @Override
        public String letter() {
            return asLoaded ? "k" : "n";
        }

        @Override
        public byte[] compared(Function<Tag, String> names) {
            return named.digest();
        }

        @Override
        public byte[] comparedAtEnd(Function<Tag, String> names) {
            return compared(names);
        }
    }

    /**
     * A tag is invalidated if another writer has written one of some things since this writer's
     * first load, or is writing it.
     *
     * @param things tags of entries that this writer changes too, floors, or unknown rows
     */
    public record IfWritten(Set<Tag> things) implements Condition {

        private static final byte[] NONE = new byte[0];

        @Override
        public Condition frozen() {
            return new IfWritten(Set.copyOf(things));
        }

        @Override
        public String letter() {
            return "w";
        }

        @Override
        public byte[] compared(Function<Tag, String> names) {
            return things.stream().map(names).collect(Collectors.joining("\n")).getBytes(UTF_8);
        }

        @Override
        public byte[] comparedAtEnd(Function<Tag, String> names) {
            return NONE;
        }
    }

    /**
     * Of what goes by a tag alone.
     *
     * @throws IllegalArgumentException if it is the tag of an entry: that entry must go, so it has
     *     to be named
     */
    public static Change of(Tag tag) {
        if (tag.index() == Tag.Index.RECENT) {
            throw new IllegalArgumentException(
                    "an entry must be changed by itself, not by its tag " + tag);
        }
        return new Change(tag, null, null, null);
    }

    public static Change of(Entry entry, byte @Nullable [] newState) {
        return new Change(entry.tag(), entry, newState, null);
    }

    /** Unknown rows of a table, unless those that were written are named. */
    public static Change ofUnknownRows(String table, UnlessNamed condition) {
        return new Change(Tag.unknownRows(table), null, null, condition);
    }

    public static Change of(Tag tag, IfWritten condition) {
        return new Change(tag, null, null, condition);
    }

    /** As it is now, for others to keep. */
    public Change frozen() {
        return condition == null ? this : new Change(tag, entry, newState, condition.frozen());
    }

    public boolean isIn(Keyspace keyspace) {
        return entry != null && entry.keyspace().floor().equals(keyspace.floor());
    }

    /** As announced by another than this writer, which cannot know what this writer knew. */
    public Change withoutState() {
        return new Change(tag, entry, null, null);
    }

    /**
     * One of fewer changes that cover this one: of all of its keyspace, or all rows of its table.
     */
    public Change widened() {
        if (entry != null) {
            return of(entry.keyspace().floor());
        }
        Tag wider = condition == null ? tag.wider() : null;
        return wider == null ? withoutState() : of(wider);
    }
}
