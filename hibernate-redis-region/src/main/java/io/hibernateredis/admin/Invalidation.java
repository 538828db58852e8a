package io.hibernateredis.admin;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * One message of this JVM that invalidated something.
 *
 * @param cause {@code COMMIT} of a transaction, {@code EVICTION}, or {@code EVERYTHING}
 * @param count how many tags it named: entries, regions, tables, groups of rows, names
 * @param places the regions, tables and kinds of names that some of the tags are of
 * @param tags some of the tags; they hold ids
 */
public record Invalidation(
        Instant when, String cause, int count, Set<String> places, List<String> tags) {

    public Invalidation {
        places = Set.copyOf(places);
        tags = List.copyOf(tags);
    }
}
