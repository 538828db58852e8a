/**
 * Cached query results: the regions that Hibernate calls, the columns of a result, and what another
 * module needs to look up results itself. The analysis of queries belongs in the query cache
 * module. May import {@code internal.access} and every package that it may import.
 */
@NullMarked
package io.hibernateredis.internal.query;

import org.jspecify.annotations.NullMarked;
