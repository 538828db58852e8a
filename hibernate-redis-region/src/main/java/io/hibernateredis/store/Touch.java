package io.hibernateredis.store;

import org.jspecify.annotations.Nullable;

/**
 * Something a writer changes.
 *
 * @param entry the entry that goes with the tag, or null if it is a table or a region
 * @param newState what to store once the change is committed, or null to store nothing
 * @param unless null, or what has to hold for the tag of unknown rows to be left alone
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Touch(
        Tag tag, @Nullable Entry entry, byte @Nullable [] newState, @Nullable RowsNamed unless) {

    private static final byte[] NO_FLOOR = new byte[0];

    /**
     * The rows that a writer wrote to a table are all named by their groups, if the groupings that
     * it minded are those in use.
     *
     * @param asLoaded whether some of them were named as they were loaded, so that nobody unknown
     *     may have written them since
     */
    record RowsNamed(Groupings minded, boolean asLoaded) {

        byte[] letter() {
            return asLoaded ? Tag.Letter.NAMED_AS_LOADED.bytes() : Tag.Letter.NAMED.bytes();
        }
    }

    /**
     * @throws IllegalArgumentException if it is the tag of an entry: that entry must go, so it has
     *     to be named
     */
    static Touch of(Tag tag) {
        if (tag.letter() == Tag.Letter.RECENT) {
            throw new IllegalArgumentException(
                    "an entry must be touched by itself, not by its tag " + tag);
        }
        return new Touch(tag, null, null, null);
    }

    static Touch of(Entry entry, byte @Nullable [] newState) {
        return new Touch(entry.tag(), entry, newState, null);
    }

    /** Unknown rows of a table, unless those that were written are named. */
    static Touch ofUnknownRows(String table, RowsNamed unless) {
        return new Touch(Tag.unknownRows(table), null, null, unless);
    }

    boolean isIn(Keyspace keyspace) {
        return entry != null && entry.keyspace().floor().equals(keyspace.floor());
    }

    /** As told to somebody who cannot know what this writer knew. */
    Touch withoutState() {
        return new Touch(tag, entry, null, null);
    }

    /** Something that fewer names may stand for: all of the region, all rows of the table. */
    Touch widened() {
        if (entry != null) {
            return of(entry.keyspace().floor());
        }
        Tag wider = tag.wider();
        return wider == null ? withoutState() : of(wider);
    }

    byte[] letter() {
        return unless == null ? tag.letter().bytes() : unless.letter();
    }

    /** The member of the floor of the entry's region, or the digest of the groupings minded. */
    byte[] floorOrDigest() {
        if (unless != null) {
            return unless.minded().digest();
        }
        return entry == null ? NO_FLOOR : entry.keyspace().floor().member();
    }
}
