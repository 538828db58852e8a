package io.hibernateredis.internal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;

/** The groupings of a table's rows that were in use when this JVM last heard of them. Immutable. */
public final class Groupings implements Iterable<Grouping> {

    private final List<Grouping> all;
    private final byte[] digest;

    private Groupings(List<Grouping> all, byte[] digest) {
        this.all = all;
        this.digest = digest;
    }

    /**
     * @param text as the index holds it, a line each
     */
    public static Groupings of(String table, String text) {
        List<Grouping> all = Collections.emptyList();
        try {
            all = text.lines().map(line -> Grouping.parse(table, line)).toList();
        } catch (IllegalArgumentException e) {
            // Not ours to understand: the digest of nothing differs, so that every row is unknown.
            return of(table, "");
        }
        return new Groupings(all, digest(text));
    }

    @Override
    public Iterator<Grouping> iterator() {
        return all.iterator();
    }

    /** Whether one of them is in use since a tag was invalidated. */
    public boolean have(Tag tag) {
        return all.stream().anyMatch(grouping -> grouping.tag().equals(tag));
    }

    byte[] digest() {
        return digest;
    }

    /** What the scripts compare: Redis computes the same. */
    private static byte[] digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest).getBytes(UTF_8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
