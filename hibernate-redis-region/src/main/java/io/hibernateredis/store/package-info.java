/**
 * The protocol: entries, the index of invalidations, tags, units of work. Knows Redis, and no
 * Hibernate.
 *
 * <p>One rule: an entry is valid if and only if it was loaded after the last invalidation of
 * everything it depends on.
 */
@NullMarked
package io.hibernateredis.store;

import org.jspecify.annotations.NullMarked;
