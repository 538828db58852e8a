package io.hibernateredis.internal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.internal.codec.Digests;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One way to divide the rows of a table: by the values of some of its columns, as far as some of
 * its columns are looked at. What depends on a few groups of rows stays valid when other rows are
 * written, or other columns of the same rows.
 *
 * <p>A grouping is in use from the first put that depends on it: the index holds it, and every
 * writer invalidates, for each grouping in use, the groups that a row it writes leaves or joins.
 * What depends on a group depends on three tags: the {@linkplain #group group's}, the {@linkplain
 * #tag grouping's}, and that of {@linkplain Tag#unknownRows unknown rows} of the table.
 *
 * <p>Thread-safe; equal by table, columns and columns looked at, whatever order they were given in.
 */
public final class Grouping {

    private static final String EVERY_COLUMN = "*";
    private static final int BYTES_OF_NAME = 16;
    private static final int MOST_GROUPS_KEPT = 1000;

    private final String table;
    private final List<String> by;
    private final List<String> using;
    private final String text;

    /** The tags of some groups: most rows that are written together are of few of them. */
    private final Map<List<String>, Tag> groups = new ConcurrentHashMap<>();

    private Grouping(String table, List<String> by, List<String> using) {
        this.table = table;
        this.by = by;
        this.using = using;
        this.text = joined(by) + "|" + (using.isEmpty() ? EVERY_COLUMN : joined(using));
    }

    /**
     * Looks at every column of the rows.
     *
     * @param by the columns whose values make the groups; none puts all rows in one group
     */
    public static Grouping of(String table, Collection<String> by) {
        return new Grouping(table, sorted(by), List.of());
    }

    /**
     * Looks at some columns only: a row whose change is in none of them was not changed at all.
     *
     * @param using the columns looked at, beside those of {@code by}
     */
    public static Grouping of(String table, Collection<String> by, Collection<String> using) {
        var all = new TreeSet<>(using);
        all.addAll(by);
        if (all.isEmpty()) {
            throw new IllegalArgumentException(
                    "a grouping of " + table + " must look at one column at least");
        }
        return new Grouping(table, sorted(by), List.copyOf(all));
    }

    /**
     * A grouping of a table from its {@link #text}.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Grouping parse(String table, String text) {
        String[] parts = text.split("\\|", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("no grouping of a table's rows: " + text);
        }
        List<String> using = parts[1].equals(EVERY_COLUMN) ? List.of() : split(parts[1]);
        return new Grouping(table, split(parts[0]), using);
    }

    /** The columns whose values make the groups, sorted. */
    public List<String> by() {
        return by;
    }

    /** The columns whose changes matter, sorted; empty if those of all do. */
    public List<String> using() {
        return using;
    }

    /** Whether a change of a column matters. */
    public boolean looksAt(String column) {
        return using.isEmpty() || using.contains(column);
    }

    /** Writers follow this grouping since this tag was invalidated. */
    public Tag tag() {
        return Tag.grouping(table, text);
    }

    /**
     * A group of rows.
     *
     * @param values of the columns in the order of {@link #by}, each in a form that is equal if and
     *     only if the database finds the values equal
     */
    public Tag group(List<String> values) {
        if (values.size() != by.size()) {
            throw new IllegalArgumentException(
                    by.size() + " values are needed for " + this + ", not " + values.size());
        }
        Tag known = groups.get(values);
        if (known != null) {
            return known;
        }
        var all = new ArrayList<>(List.of(table, text));
        all.addAll(values);
        Tag group = Tag.group(table, hash(all));
        if (groups.size() >= MOST_GROUPS_KEPT) {
            groups.clear();
        }
        groups.put(List.copyOf(values), group);
        return group;
    }

    String text() {
        return text;
    }

    /** Two groups of one name would be invalidated together, which is sound. */
    private static String hash(List<String> parts) {
        var digest = Digests.newSha256();
        for (String part : parts) {
            byte[] bytes = part.getBytes(UTF_8);
            digest.update((bytes.length + ":").getBytes(UTF_8));
            digest.update(bytes);
        }
        byte[] name = Arrays.copyOf(digest.digest(), BYTES_OF_NAME);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(name);
    }

    private static List<String> sorted(Collection<String> columns) {
        return List.copyOf(new TreeSet<>(columns));
    }

    private static String joined(List<String> columns) {
        return String.join(",", columns.stream().map(Grouping::escaped).toList());
    }

    private static List<String> split(String columns) {
        return columns.isEmpty()
                ? List.of()
                : Arrays.stream(columns.split(",", -1)).map(Grouping::unescaped).toList();
    }

    private static String escaped(String name) {
        return name.replace("%", "%25")
                .replace("|", "%7C")
                .replace(",", "%2C")
                .replace("*", "%2A")
                .replace("\n", "%0A");
    }

    private static String unescaped(String name) {
        return name.replace("%0A", "\n")
                .replace("%2A", "*")
                .replace("%2C", ",")
                .replace("%7C", "|")
                .replace("%25", "%");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Grouping that && table.equals(that.table) && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return 31 * table.hashCode() + text.hashCode();
    }

    @Override
    public String toString() {
        return table + " by " + text;
    }
}
