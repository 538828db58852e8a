/**
 * The content of cache entries: from Hibernate's cache entries, ids and query results to bytes and
 * back, and the checks before Hibernate uses a decoded value. Which entries are stored, read or
 * invalidated is decided elsewhere. May import {@code internal.codec} only.
 */
@NullMarked
package io.hibernateredis.internal.entry;

import org.jspecify.annotations.NullMarked;
