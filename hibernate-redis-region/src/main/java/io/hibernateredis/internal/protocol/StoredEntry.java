package io.hibernateredis.internal.protocol;

/**
 * An entry that was found valid.
 *
 * @param bytes the entry as it lies in Redis; its body begins at {@link #BODY}
 * @param loadTime when it was loaded
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StoredEntry(byte[] bytes, LoadTime loadTime) {

    /** Where the body begins: behind the {@link EntryHeader}. */
    public static final int BODY = EntryHeader.LENGTH;

    /** When it was loaded, microseconds on the index's clock. */
    public long loaded() {
        return loadTime.clock();
    }
}
