package io.hibernateredis.query.internal.analysis;

import java.util.Set;

/**
 * A table where it stands in a FROM clause; one that stands there twice occurs twice.
 *
 * @param key the columns that tell that a row is there, or none if they are not known
 */
record Occurrence(String table, String alias, Set<String> key, Set<String> everyColumn) {}
