package io.hibernateredis.internal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Names one entry: where it lies and what it depends on. Immutable; equal by name. Threads that
 * meet where something is worked out on first use make equal ones.
 */
public final class Entry {

    private final String start;
    private final String id;
    private final Keyspace keyspace;
    private @Nullable String name;
    private @Nullable Tag tag;

    /**
     * @param start of the name, up to the id
     */
    Entry(String start, String id, Keyspace keyspace) {
        this.start = start;
        this.id = id;
        this.keyspace = keyspace;
    }

    /** The tag that says when this very entry was last written. */
    public Tag tag() {
        Tag known = tag;
        if (known == null) {
            // Most entries are read and never need any.
            known = Tag.entry(name());
            tag = known;
        }
        return known;
    }

    public Keyspace keyspace() {
        return keyspace;
    }

    public String name() {
        String known = name;
        if (known == null) {
            known = start + id;
            name = known;
        }
        return known;
    }

    /** The name as a key, behind a prefix. Made of the name's parts, once, for most reads. */
    byte[] key(byte[] prefix) {
        byte[] key = new byte[prefix.length + start.length() + id.length()];
        System.arraycopy(prefix, 0, key, 0, prefix.length);
        if (copy(start, key, prefix.length) && copy(id, key, prefix.length + start.length())) {
            return key;
        }
        byte[] bytes = name().getBytes(UTF_8);
        byte[] wide = Arrays.copyOf(prefix, prefix.length + bytes.length);
        System.arraycopy(bytes, 0, wide, prefix.length, bytes.length);
        return wide;
    }

    /** Whether all characters are ASCII, so that each is one byte. */
    private static boolean copy(String from, byte[] to, int at) {
        for (int i = 0; i < from.length(); i++) {
            char c = from.charAt(i);
            if (c >= 0x80) {
                return false;
            }
            to[at + i] = (byte) c;
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Entry that
                && (this == that
                        || (start.equals(that.start) && id.equals(that.id))
                        || name().equals(that.name()));
    }

    @Override
    public int hashCode() {
        return name().hashCode();
    }

    @Override
    public String toString() {
        return name();
    }
}
