package io.hibernateredis.store;

/** Names one entry: where it lies and what it depends on. Immutable; equal by name. */
public final class Entry {

    private final String name;
    private final Keyspace keyspace;
    private final Tag tag;

    Entry(String name, Keyspace keyspace) {
        this.name = name;
        this.keyspace = keyspace;
        this.tag = Tag.entry(name);
    }

    /** The tag that says when this very entry was last written. */
    public Tag tag() {
        return tag;
    }

    public Keyspace keyspace() {
        return keyspace;
    }

    String name() {
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
