/**
 * The regions and accesses of entities, collections and natural ids that Hibernate calls. Writes
 * that call no access are seen in {@code internal.events} and {@code internal.statements}. May
 * import {@code internal.session} and every package that it may import, and {@code
 * internal.settings}.
 */
@NullMarked
package io.hibernateredis.internal.access;

import org.jspecify.annotations.NullMarked;
