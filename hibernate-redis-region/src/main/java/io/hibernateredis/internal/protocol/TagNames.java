package io.hibernateredis.internal.protocol;

import org.jspecify.annotations.Nullable;

/** What tags are of, for those who look at them. */
public final class TagNames {

    private static final String FLOOR = "r:";

    private TagNames() {}

    /** The region, prefix included, if the tag is the floor of some of its entries; else null. */
    public static @Nullable String regionOfFloor(Tag tag) {
        String member = tag.toString();
        return member.startsWith(FLOOR) ? KeyNames.region(member.substring(FLOOR.length())) : null;
    }

    /** The region, table or kind of names that a tag is of, in words, without what tells an id. */
    public static String place(Tag tag) {
        String member = tag.toString();
        String rest = member.substring(2);
        Tag wider = tag.wider();
        return switch (member.charAt(0)) {
            case 'r', 'e' -> "region " + KeyNames.region(rest);
            case 't', 'u' -> "table " + Tag.unescaped(rest);
            case 'c' -> "table " + Tag.unescaped(upTo('|', rest));
            case 'g' -> wider == null ? "a group of rows" : place(wider);
            case 'a' -> rest.contains(":") ? "tags " + upTo(':', rest) + ":…" : "tags";
            case 'k' -> rest.isEmpty() ? "tags" : "tags " + rest + ":…";
            default -> "something else";
        };
    }

    private static String upTo(char end, String text) {
        int at = text.indexOf(end);
        return at < 0 ? text : text.substring(0, at);
    }
}
