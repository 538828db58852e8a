package io.hibernateredis.internal.protocol;

import org.jspecify.annotations.Nullable;

/** Names one entry: where it lies and what it depends on. Immutable; equal by name. */
public final class Entry {

    private final String name;
    private final Keyspace keyspace;
    private @Nullable Tag tag;

    Entry(String name, Keyspace keyspace) {
        this.name = name;
        this.keyspace = keyspace;
    }

    /** The tag that says when this very entry was last written. */
    public Tag tag() {
        Tag known = tag;
        if (known == null) {
            // Threads that meet here make equal ones; most entries are read and never need any.
            known = Tag.entry(name);
            tag = known;
        }
        return known;
    }

    public Keyspace keyspace() {
        return keyspace;
    }

    public String name() {
        return name;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Entry that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
