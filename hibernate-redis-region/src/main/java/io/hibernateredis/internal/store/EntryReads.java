package io.hibernateredis.internal.store;

import io.hibernateredis.internal.protocol.ComputeLock;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.PendingPut;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.protocol.Tag;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One way to read entries. Never throws: what fails is a miss. Thread-safe. */
interface EntryReads {

    /**
     * Reads entries, and when some tags were last invalidated.
     *
     * @param lock to be taken in the same message if there is one, or null
     * @param scope of the transaction that reads, or of this read alone
     * @return null if Redis is not asked at present, or gave no answer
     */
    @Nullable ReadResult read(
            List<Entry> entries, Collection<Tag> tags, @Nullable ComputeLock lock, NearScope scope);

    /** An entry as a read would find it, without counting that; null if it would find none. */
    @Nullable StoredEntry peek(Entry entry);

    /** Whether an entry would be found without a message. */
    default boolean isNear(Entry entry, Collection<Tag> tags) {
        return false;
    }

    /** Entries were sent to be stored: what was there before is not to be found. */
    default void replaced(List<PendingPut> puts) {}
}
