package io.hibernateredis.internal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.internal.protection.NameKey;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What entries and tags are called in Redis: by their names, or, with a key of names, by what tells
 * no data. Immutable.
 *
 * <p>Then an entry is called by its region and role, which tell the mapping alone, and by a hash of
 * its whole name; an application's tag, its kind, and a group of rows, each by a hash. Floors,
 * tables and groupings tell the mapping alone.
 *
 * <p>JVMs of different keys would invalidate nothing of each other's. So each takes the index of
 * another for that of another server.
 */
final class Names {

    /** Before a hash. No id begins so: see {@code EntryKeys}. */
    private static final String MARK = "%m";

    private static final Pattern HIDDEN = Pattern.compile(".*#" + MARK + "[A-Za-z0-9_-]{27}");

    /** Identities keep their highest bit, by which they are told from times. */
    private static final long BITS_OF_IDENTITY = (1L << 52) - 1;

    private final @Nullable NameKey key;
    private final long digest;

    Names(@Nullable NameKey key) {
        this.key = key;
        this.digest = key == null ? 0 : key.digest() & BITS_OF_IDENTITY;
    }

    /** Whether names tell no data. */
    boolean areHidden() {
        return key != null;
    }

    /** What scripts are to take the index of a server for. */
    long identity(long server) {
        return server ^ digest;
    }

    /** What JVMs have in common that call everything the same. */
    long digest() {
        return digest;
    }

    /** The key of an entry, behind a prefix. */
    byte[] key(Entry entry, byte[] prefix) {
        if (key == null) {
            return entry.key(prefix);
        }
        byte[] name = hidden(key, entry.name()).getBytes(UTF_8);
        byte[] whole = new byte[prefix.length + name.length];
        System.arraycopy(prefix, 0, whole, 0, prefix.length);
        System.arraycopy(name, 0, whole, prefix.length, name.length);
        return whole;
    }

    /** What an entry is called by its name. */
    String entry(Entry entry) {
        return key == null ? entry.name() : hidden(key, entry.name());
    }

    /** The same, of a name that may be what an entry is called already. */
    String shown(String name) {
        return key == null || HIDDEN.matcher(name).matches() ? name : hidden(key, name);
    }

    private static String hidden(NameKey key, String name) {
        return start(name) + "#" + MARK + key.hidden(Tag.ENTRY + name);
    }

    /** A region and a role, or a region alone, as the floor names them. */
    static String start(String name) {
        String[] parts = name.split("#", -1);
        boolean region = parts.length < 3 || (parts.length > 3 && parts[0].equals(parts[1]));
        return region ? parts[0] : parts[0] + "#" + parts[1];
    }

    /** What a tag is called. */
    byte[] member(Tag tag) {
        return key == null || !tag.tellsData() ? tag.member() : hidden(key, tag).getBytes(UTF_8);
    }

    /** As {@link #member}, as a text. */
    String text(Tag tag) {
        return key == null || !tag.tellsData() ? tag.toString() : hidden(key, tag);
    }

    private static String hidden(NameKey key, Tag tag) {
        String member = tag.toString();
        if (member.startsWith(Tag.ENTRY)) {
            return Tag.ENTRY + hidden(key, member.substring(Tag.ENTRY.length()));
        }
        return member.substring(0, 2) + MARK + key.hidden(member);
    }
}
