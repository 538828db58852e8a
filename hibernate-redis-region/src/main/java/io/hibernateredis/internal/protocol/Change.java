package io.hibernateredis.internal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Something a writer changes.
 *
 * @param entry the entry that goes with the tag, or null if it is a table or a region
 * @param newState what to store once the change is committed, or null to store nothing
 * @param condition null, or what decides, when it is announced, whether the tag is touched
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Change(
        Tag tag, @Nullable Entry entry, byte @Nullable [] newState, @Nullable Condition condition) {

    private static final byte[] NO_FLOOR = new byte[0];

    /** As the scripts are told it. */
    sealed interface Condition {

        Tag.Letter letter();

        byte[] more();
    }

    /**
     * Not if the rows that a writer wrote to a table are all named by their groups: the groupings
     * that it minded are those in use.
     *
     * @param asLoaded whether some of them were named as they were loaded, so that nobody unknown
     *     may have written them since
     */
    public record RowsNamed(Groupings minded, boolean asLoaded) implements Condition {

        @Override
        public Tag.Letter letter() {
            return asLoaded ? Tag.Letter.NAMED_AS_LOADED : Tag.Letter.NAMED;
        }

        @Override
        public byte[] more() {
            return minded.digest();
        }
    }

    /**
     * If somebody else has written one of some things since the writer's first load, or is writing
     * it.
     *
     * @param things tags of entries that this writer touches too, floors, or unknown rows
     */
    public record SomeWritten(Set<Tag> things) implements Condition {

        @Override
        public Tag.Letter letter() {
            return Tag.Letter.IF_WRITTEN;
        }

        @Override
        public byte[] more() {
            return things.stream()
                    .map(Tag::toString)
                    .collect(Collectors.joining("\n"))
                    .getBytes(UTF_8);
        }
    }

    /**
     * @throws IllegalArgumentException if it is the tag of an entry: that entry must go, so it has
     *     to be named
     */
    public static Change of(Tag tag) {
        if (tag.letter() == Tag.Letter.RECENT) {
            throw new IllegalArgumentException(
                    "an entry must be touched by itself, not by its tag " + tag);
        }
        return new Change(tag, null, null, null);
    }

    public static Change of(Entry entry, byte @Nullable [] newState) {
        return new Change(entry.tag(), entry, newState, null);
    }

    /** Unknown rows of a table, unless those that were written are named. */
    public static Change ofUnknownRows(String table, RowsNamed unless) {
        return new Change(Tag.unknownRows(table), null, null, unless);
    }

    public static Change of(Tag tag, SomeWritten condition) {
        return new Change(tag, null, null, condition);
    }

    /** As it is now, for others to keep. */
    public Change frozen() {
        return condition instanceof SomeWritten written
                ? of(tag, new SomeWritten(Set.copyOf(written.things())))
                : this;
    }

    /** As the end of its announcement has to tell it, to which the deciding tags do not matter. */
    byte[] moreAtEnd() {
        return condition instanceof SomeWritten ? NO_FLOOR : more();
    }

    public boolean isIn(Keyspace keyspace) {
        return entry != null && entry.keyspace().floor().equals(keyspace.floor());
    }

    /** As told to somebody who cannot know what this writer knew. */
    public Change withoutState() {
        return new Change(tag, entry, null, null);
    }

    /** Something that fewer names may stand for: all of the region, all rows of the table. */
    public Change widened() {
        if (entry != null) {
            return of(entry.keyspace().floor());
        }
        Tag wider = condition == null ? tag.wider() : null;
        return wider == null ? withoutState() : of(wider);
    }

    byte[] letter() {
        return (condition == null ? tag.letter() : condition.letter()).bytes();
    }

    /** What the condition says, or the member of the floor of the entry's region. */
    byte[] more() {
        if (condition != null) {
            return condition.more();
        }
        return entry == null ? NO_FLOOR : entry.keyspace().floor().member();
    }
}
