package io.hibernateredis.internal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A name for something that can change: one entry, a region, a table, or what an application calls
 * by a name. Immutable.
 */
public final class Tag {

    /** The kind of names without a colon, and of those of which not even the kind is known. */
    public static final String EVERY_KIND = "";

    /** What stands before the name of an entry in its tag, and in its key. */
    static final String ENTRY = "e:";

    /** Which of the two indexes a tag stands in; its letter is what the scripts call it by. */
    enum Letter {
        /**
         * Tags that live as long as what depends on them: floors of regions, tables, the
         * application's own.
         */
        LASTING("i"),
        /** Ids of entries, needed only as long as a load lasts. */
        RECENT("d"),
        /**
         * Groupings: tags of the lasting kind whom a put enters in the index if they are not there.
         */
        GROUPING("c"),
        /** In an open or close: unknown rows, unless all are named. */
        NAMED("n"),
        /** In an open or close: unknown rows, unless all are named as they were loaded. */
        NAMED_AS_LOADED("k"),
        /** In an open or close: a tag, if others wrote some things since the load. */
        IF_WRITTEN("w");

        private final String letter;

        @SuppressWarnings("ImmutableEnumChecker") // nobody writes to what goes to Redis
        private final byte[] bytes;

        Letter(String letter) {
            this.letter = letter;
            this.bytes = letter.getBytes(UTF_8);
        }

        byte[] bytes() {
            return bytes;
        }
    }

    private final Letter letter;
    private final String member;
    private final byte @Nullable [] bytes;
    private final @Nullable Tag wider;

    private Tag(Letter letter, String member) {
        this(letter, member, null);
    }

    private Tag(Letter letter, String member, @Nullable Tag wider) {
        this.letter = letter;
        this.member = member;
        // Most tags of entries are made for a read, which asks for the floor alone.
        this.bytes = letter == Letter.RECENT ? null : member.getBytes(UTF_8);
        this.wider = wider;
    }

    /** Any write to a table. */
    public static Tag table(String table) {
        return new Tag(Letter.LASTING, "t:" + escaped(table));
    }

    /** A write to a table of which nobody can tell whose groups its rows belong to. */
    public static Tag unknownRows(String table) {
        return new Tag(Letter.LASTING, "u:" + escaped(table));
    }

    /** That writers mind a grouping; see {@link Grouping#tag}. */
    static Tag grouping(String table, String text) {
        return new Tag(Letter.GROUPING, "c:" + escaped(table) + "|" + text);
    }

    /** A group of the rows of a table; see {@link Grouping#group}. */
    public static Tag group(String table, String name) {
        return new Tag(Letter.LASTING, "g:" + name, unknownRows(table));
    }

    /**
     * A name of the application's own. What stands before its first colon is its kind; what depends
     * on a name depends on {@link #andWider} too.
     */
    public static Tag named(String name) {
        int colon = name.indexOf(':');
        return new Tag(
                Letter.LASTING,
                "a:" + name,
                unknownNames(colon < 0 ? EVERY_KIND : name.substring(0, colon)));
    }

    /**
     * Some name of a kind, where nobody can tell which.
     *
     * @param kind what all names of the kind have before their first colon, or {@link #EVERY_KIND}
     */
    public static Tag unknownNames(String kind) {
        return new Tag(
                Letter.LASTING,
                "k:" + kind,
                kind.equals(EVERY_KIND) ? null : unknownNames(EVERY_KIND));
    }

    /** The floor of a keyspace: everything in it that was loaded before is invalid. */
    static Tag floor(String keyspace) {
        return new Tag(Letter.LASTING, "r:" + keyspace);
    }

    /** One entry by its name. */
    static Tag entry(String name) {
        return new Tag(Letter.RECENT, ENTRY + name);
    }

    /** As it may be kept in an entry that depends on it. */
    public String text() {
        return letter.letter + member;
    }

    /**
     * A tag from its {@link #text}.
     *
     * @throws IllegalArgumentException if it is none of a lasting tag
     */
    public static Tag parse(String text) {
        String member = text.isEmpty() ? "" : text.substring(1);
        if (text.startsWith(Letter.LASTING.letter) && member.length() > 1) {
            return new Tag(Letter.LASTING, member);
        }
        if (text.startsWith(Letter.GROUPING.letter) && member.length() > 1) {
            return new Tag(Letter.GROUPING, member);
        }
        throw new IllegalArgumentException("no tag: " + text);
    }

    /** A table's name ends at the first bar. */
    public static String escaped(String table) {
        return table.replace("%", "%25").replace("|", "%7C").replace("\n", "%0A");
    }

    public static String unescaped(String table) {
        return table.replace("%0A", "\n").replace("%7C", "|").replace("%25", "%");
    }

    Letter letter() {
        return letter;
    }

    byte[] member() {
        return bytes == null ? member.getBytes(UTF_8) : bytes;
    }

    /** This tag, and those that may be invalidated in its place. */
    public List<Tag> andWider() {
        List<Tag> tags = new ArrayList<>();
        for (Tag tag = this; tag != null; tag = tag.wider) {
            tags.add(tag);
        }
        return tags;
    }

    /** The tag that may be invalidated in its place, or null if there is none. */
    public @Nullable Tag wider() {
        return wider;
    }

    /** The table whose rows are grouped by this tag's grouping, or null if it is none. */
    public @Nullable String tableOfGrouping() {
        return letter == Letter.GROUPING
                ? unescaped(member.substring(2, member.indexOf('|')))
                : null;
    }

    /** Whether what depends on it is invalid when the index does not know it. */
    public boolean mustBeKnown() {
        return letter == Letter.GROUPING;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tag that && letter == that.letter && member.equals(that.member);
    }

    @Override
    public int hashCode() {
        return member.hashCode();
    }

    @Override
    public String toString() {
        return member;
    }
}
