package io.hibernateredis.internal.near;

import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.StoredEntry;

/**
 * An entry in the memory of this JVM. Immutable.
 *
 * @param stored as Redis had it
 * @param answer what Redis said of the tags that it was asked for with the entry
 * @param epoch of the mirror
 * @param seen position up to which it is known to have been valid
 * @param members of the tags on which it depends
 * @param shared bytes that what sessions share of it takes, about
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NearEntry(
        StoredEntry stored,
        ReadResult answer,
        Mirror.Epoch epoch,
        long seen,
        String[] members,
        int shared) {

    /** What an entry takes beside its bytes and its name, about. */
    private static final int OVERHEAD = 430;

    /** What a tag takes beside its characters, about. */
    private static final int OVERHEAD_OF_TAG = 40;

    NearEntry sharing(int bytes) {
        return new NearEntry(stored, answer, epoch, seen, members, bytes);
    }

    /** Bytes, about. */
    int weight(Entry entry) {
        long bytes = OVERHEAD + stored.bytes().length + 2L * entry.name().length() + shared;
        for (String member : members) {
            bytes += OVERHEAD_OF_TAG + member.length();
        }
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }
}
