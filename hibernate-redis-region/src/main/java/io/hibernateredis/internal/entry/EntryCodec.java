package io.hibernateredis.internal.entry;

import org.jspecify.annotations.Nullable;

/** How the entries of one access are laid out in bytes. Thread-safe. */
public interface EntryCodec {
    /**
     * Writes what Hibernate hands to the access.
     *
     * @throws io.hibernateredis.internal.codec.UnsupportedValueException if it, or a value within
     *     it, has no form: it is not cached; the message names the entity or collection, the
     *     attribute and the type
     */
    byte[] encode(Object entry);

    /**
     * Reads what Hibernate expects from the access's get, structured or not.
     *
     * @throws io.hibernateredis.internal.codec.CorruptEntryException if the bytes are anything else
     */
    Object decode(byte[] bytes, int offset, int length);

    /**
     * Changes with everything that the layout depends on, and is the same on every JVM of the same
     * mapping.
     */
    long fingerprint();

    /** A sentence that says what of the mapping has no form, or null if all has one. */
    @Nullable String problem();
}
