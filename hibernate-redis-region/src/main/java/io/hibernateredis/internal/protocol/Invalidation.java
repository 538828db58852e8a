package io.hibernateredis.internal.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * What one script invalidated, as mirrors are told of it. Immutable.
 *
 * @param position the index's clock when it ran, microseconds
 * @param members of the tags, or {@link #EVERYTHING}
 */
public record Invalidation(long position, List<String> members) {

    /** Stands among the members where everything was invalidated. */
    public static final String EVERYTHING = "*";

    public Invalidation {
        members = List.copyOf(members);
    }

    /**
     * Reads what {@code follow.lua} tells: positions, each followed by packed tags.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    static List<Invalidation> told(List<?> parts) {
        List<Invalidation> events = new ArrayList<>();
        for (int i = 0; i + 1 < parts.size(); i += 2) {
            events.add(
                    new Invalidation(
                            PackedTexts.number((byte[]) parts.get(i)),
                            PackedTexts.texts((byte[]) parts.get(i + 1))));
        }
        return events;
    }

    /**
     * What is published: the index, and which event comes before this one.
     *
     * @param nonce of the index
     * @param before position of the event before
     */
    public record Published(long nonce, long before, Invalidation event) {}

    /**
     * Reads what a script published.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static Published published(byte[] message) {
        List<byte[]> parts = PackedTexts.read(message);
        if (parts.size() != 4) {
            throw new IllegalArgumentException("an event of " + parts.size() + " parts");
        }
        return new Published(
                PackedTexts.number(parts.get(0)),
                PackedTexts.number(parts.get(2)),
                new Invalidation(
                        PackedTexts.number(parts.get(1)), PackedTexts.texts(parts.get(3))));
    }
}
