package io.hibernateredis.store;

import org.jspecify.annotations.Nullable;

/**
 * Something a writer changes.
 *
 * @param entry the entry that goes with the tag, or null if it is a table or a region
 * @param newState what to store once the change is committed, or null to store nothing
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Touch(Tag tag, @Nullable Entry entry, byte @Nullable [] newState) {

    private static final byte[] NO_FLOOR = new byte[0];

    /**
     * @throws IllegalArgumentException if it is the tag of an entry: that entry must go, so it has
     *     to be named
     */
    static Touch of(Tag tag) {
        if (tag.letter() == Tag.Letter.RECENT) {
            throw new IllegalArgumentException(
                    "an entry must be touched by itself, not by its tag " + tag);
        }
        return new Touch(tag, null, null);
    }

    static Touch of(Entry entry, byte @Nullable [] newState) {
        return new Touch(entry.tag(), entry, newState);
    }

    boolean isIn(Keyspace keyspace) {
        return entry != null && entry.keyspace().floor().equals(keyspace.floor());
    }

    Touch withoutState() {
        return new Touch(tag, entry, null);
    }

    byte[] floorMember() {
        return entry == null ? NO_FLOOR : entry.keyspace().floor().member();
    }
}
