/**
 * Evicts what depends on rows that anything has written to a PostgreSQL database, from its
 * write-ahead log. Public API; nothing else of this project depends on it.
 */
@NullMarked
package io.hibernateredis.capture;

import org.jspecify.annotations.NullMarked;
