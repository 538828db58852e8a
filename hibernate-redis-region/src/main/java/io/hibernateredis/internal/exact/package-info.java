/**
 * Which written states of an entity may be stored with the commit, because the database is certain
 * to return them as they were sent. A value, column or mapping counts as inexact unless it is
 * certain to be exact. May import {@code internal.database}, {@code internal.entry}, and {@code
 * internal.transaction} and below.
 */
@NullMarked
package io.hibernateredis.internal.exact;

import org.jspecify.annotations.NullMarked;
