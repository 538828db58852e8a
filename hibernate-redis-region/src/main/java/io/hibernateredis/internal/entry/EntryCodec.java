package io.hibernateredis.internal.entry;

import org.jspecify.annotations.Nullable;

/** Encodes and decodes the entries of one access. Thread-safe. */
public interface EntryCodec {
    /**
     * Encodes what Hibernate passes to the access.
     *
     * @throws io.hibernateredis.internal.codec.UnsupportedValueException if it, or a value within
     *     it, cannot be encoded; the message names the entity or collection, the attribute and the
     *     type
     */
    byte[] encode(Object entry);

    /**
     * Decodes to what Hibernate expects from the access, structured or not.
     *
     * @throws io.hibernateredis.internal.codec.CorruptEntryException if the bytes are anything else
     */
    Object decode(byte[] bytes, int offset, int length);

    /**
     * Identifies everything that the layout depends on; the same in every JVM with the same
     * mapping.
     */
    long fingerprint();

    /**
     * Why the entries cannot be encoded, as a sentence that names the part of the mapping; null if
     * they can.
     */
    @Nullable String problem();
}
