/**
 * What a written row, collection or table invalidates according to the mapping: groups of rows,
 * inverse collections, dependent roles, tenants. Accesses and sessions are known here only by
 * {@link io.hibernateredis.internal.rows.CachedRole} and the unit of work that is passed in. May
 * import {@code internal.entry}, {@code internal.database}, {@code internal.settings}, {@code
 * internal.sql}, and {@code internal.transaction} and below.
 */
@NullMarked
package io.hibernateredis.internal.rows;

import org.jspecify.annotations.NullMarked;
