/**
 * What a compiled query depends on: the tables, and the groups of their rows, that may change its
 * result. A pure function of the statement and the mapping. No sessions, no Redis, and nothing of
 * the packages beside it.
 */
@NullMarked
package io.hibernateredis.query.internal.analysis;

import org.jspecify.annotations.NullMarked;
