package io.hibernateredis.internal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The name of something that can change: one entry, a region, a table, or what an application calls
 * by a name. Immutable.
 */
public final class Tag {

    /** The kind of names without a colon, and of those whose kind is unknown. */
    public static final String EVERY_KIND = "";

    /** What stands before the name of an entry in its tag, and in its key. */
    static final String ENTRY = "e:";

    /** Where a tag stands; the scripts know it by its letter. */
    enum Index {
        /**
         * Lives as long as what depends on it: floors of regions, tables, the application's own.
         */
        LASTING("i"),
        /** Entries, needed only as long as a load lasts. */
        RECENT("d"),
        /** Groupings: lasting tags that a put enters in the index if they are not there. */
        GROUPING("c");

        private final String letter;

        @SuppressWarnings("ImmutableEnumChecker") // never written to
        private final byte[] bytes;

        Index(String letter) {
            this.letter = letter;
            this.bytes = letter.getBytes(UTF_8);
        }

        byte[] letter() {
            return bytes;
        }
    }

    private final Index index;
    private final String member;
    private final byte @Nullable [] bytes;
    private final @Nullable Tag wider;

    private Tag(Index index, String member) {
        this(index, member, null);
    }

    private Tag(Index index, String member, @Nullable Tag wider) {
        this.index = index;
        this.member = member;
        // Most tags of entries are made for a read, which asks for the floor alone.
        this.bytes = index == Index.RECENT ? null : member.getBytes(UTF_8);
        this.wider = wider;
    }

    /** Any write to a table. */
    public static Tag table(String table) {
        return new Tag(Index.LASTING, "t:" + escaped(table));
    }

    /** A write to a table by which it is unknown to which groups its rows belong. */
    public static Tag unknownRows(String table) {
        return new Tag(Index.LASTING, "u:" + escaped(table));
    }

    /** That writers follow a grouping; see {@link Grouping#tag}. */
    static Tag grouping(String table, String text) {
        return new Tag(Index.GROUPING, "c:" + escaped(table) + "|" + text);
    }

    /**
     * A write to rows of a table, by which their versions need not have changed, be it past this
     * cache, or because a deleted row may come back with its first version: who loaded such a row
     * before does not know it, though its version is the same.
     */
    public static Tag versionsUntrusted(String table) {
        return new Tag(Index.LASTING, "x:" + escaped(table));
    }

    /**
     * What is invalidated if rows of some tables may not be as their next writer has loaded them.
     */
    public static List<Tag> ofOverwrittenRows(Collection<String> tables) {
        List<Tag> tags = new ArrayList<>();
        for (String table : tables) {
            tags.add(unknownRows(table));
            tags.add(versionsUntrusted(table));
        }
        return tags;
    }

    /** A group of the rows of a table; see {@link Grouping#group}. */
    public static Tag group(String table, String name) {
        return new Tag(Index.LASTING, "g:" + name, unknownRows(table));
    }

    /**
     * A name of the application's own. What stands before its first colon is its kind; what depends
     * on a name depends on {@link #andWider} too.
     */
    public static Tag named(String name) {
        int colon = name.indexOf(':');
        return new Tag(
                Index.LASTING,
                "a:" + name,
                unknownNames(colon < 0 ? EVERY_KIND : name.substring(0, colon)));
    }

    /**
     * Some name of a kind, where it is unknown which.
     *
     * @param kind what all names of the kind have before their first colon, or {@link #EVERY_KIND}
     */
    public static Tag unknownNames(String kind) {
        return new Tag(
                Index.LASTING,
                "k:" + kind,
                kind.equals(EVERY_KIND) ? null : unknownNames(EVERY_KIND));
    }

    /** The floor of a keyspace: everything in it that was loaded before is invalid. */
    static Tag floor(String keyspace) {
        return new Tag(Index.LASTING, "r:" + keyspace);
    }

    /** One entry by its name. */
    static Tag entry(String name) {
        return new Tag(Index.RECENT, ENTRY + name);
    }

    /** As it may be kept in an entry that depends on it. */
    public String text() {
        return index.letter + member;
    }

    /**
     * A tag from its {@link #text}.
     *
     * @throws IllegalArgumentException if it is none of a lasting tag
     */
    public static Tag parse(String text) {
        String member = text.isEmpty() ? "" : text.substring(1);
        if (text.startsWith(Index.LASTING.letter) && member.length() > 1) {
            return new Tag(Index.LASTING, member);
        }
        if (text.startsWith(Index.GROUPING.letter) && member.length() > 1) {
            return new Tag(Index.GROUPING, member);
        }
        throw new IllegalArgumentException("no tag: " + text);
    }

    /** A table's name ends at the first bar. */
    static String escaped(String table) {
        return table.replace("%", "%25").replace("|", "%7C").replace("\n", "%0A");
    }

    static String unescaped(String table) {
        return table.replace("%0A", "\n").replace("%7C", "|").replace("%25", "%");
    }

    Index index() {
        return index;
    }

    /** Whether it holds an id, a value of a column, or a name of the application's. */
    boolean tellsData() {
        return "eagk".indexOf(member.charAt(0)) >= 0;
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
    @Nullable String tableOfGrouping() {
        return index == Index.GROUPING ? unescaped(member.substring(2, member.indexOf('|'))) : null;
    }

    /** Whether what depends on it is invalid when the index does not know it. */
    public boolean mustBeKnown() {
        return index == Index.GROUPING;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tag that && index == that.index && member.equals(that.member);
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
