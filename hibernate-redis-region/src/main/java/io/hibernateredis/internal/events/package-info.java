/**
 * The listeners for the rows that Hibernate loads and writes. A listener must not fail the
 * application's flush, so it runs in {@link io.hibernateredis.internal.events.EventGuard}, and
 * decides nothing that {@code internal.rows} can. May import {@code internal.access} and every
 * package that it may import, but not {@code internal.query}.
 */
@NullMarked
package io.hibernateredis.internal.events;

import org.jspecify.annotations.NullMarked;
