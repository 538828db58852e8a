package io.hibernateredis.store;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A name for something that can change: one entry, a region, a table, or what an application calls
 * by a name. Immutable.
 */
public final class Tag {

    /** Which of the two indexes a tag stands in; its letter is what the scripts call it by. */
    enum Letter {
        /**
         * Tags that live as long as what depends on them: floors of regions, tables, the
         * application's own.
         */
        LASTING("i"),
        /** Ids of entries, needed only as long as a load lasts. */
        RECENT("d");

        private final String letter;

        Letter(String letter) {
            this.letter = letter;
        }

        byte[] bytes() {
            return letter.getBytes(UTF_8);
        }
    }

    private final Letter letter;
    private final String member;
    private final byte[] bytes;

    private Tag(Letter letter, String member) {
        this.letter = letter;
        this.member = member;
        this.bytes = member.getBytes(UTF_8);
    }

    /** Any write to a table. */
    public static Tag table(String table) {
        return new Tag(Letter.LASTING, "t:" + table);
    }

    /** A name of the application's own. */
    public static Tag named(String name) {
        return new Tag(Letter.LASTING, "a:" + name);
    }

    /** The floor of a keyspace: everything in it that was loaded before is invalid. */
    static Tag floor(String keyspace) {
        return new Tag(Letter.LASTING, "r:" + keyspace);
    }

    /** One entry by its name. */
    static Tag entry(String name) {
        return new Tag(Letter.RECENT, "e:" + name);
    }

    Letter letter() {
        return letter;
    }

    byte[] member() {
        return bytes;
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
