package io.hibernateredis.internal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.internal.codec.Digests;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** The groupings of a table's rows that were in use when this JVM last saw them. Immutable. */
public final class Groupings implements Iterable<Grouping> {

    private final List<Grouping> all;
    private final byte[] digest;

    private Groupings(List<Grouping> all, byte[] digest) {
        this.all = all;
        this.digest = digest;
    }

    /**
     * Those of a table.
     *
     * @param text as the index holds it, a line each
     */
    public static Groupings of(String table, String text) {
        List<Grouping> all = Collections.emptyList();
        try {
            all = text.lines().map(line -> Grouping.parse(table, line)).toList();
        } catch (IllegalArgumentException e) {
            // Another version's: the digest of no groupings differs, so that every row is unknown.
            return of(table, "");
        }
        return new Groupings(all, digest(text));
    }

    @Override
    public Iterator<Grouping> iterator() {
        return all.iterator();
    }

    /** Whether one of them is in use since a tag was invalidated. */
    boolean have(Tag tag) {
        return all.stream().anyMatch(grouping -> grouping.tag().equals(tag));
    }

    byte[] digest() {
        return digest;
    }

    /** What the scripts compare: Redis computes the same. */
    private static byte[] digest(String text) {
        return Digests.sha1Hex(text.getBytes(UTF_8)).getBytes(UTF_8);
    }
}
