/**
 * Which written states of an entity may be stored with the commit, because the database is certain
 * to return them as they were sent. A value, column or mapping that is not known to be exact is
 * inexact. May import {@code internal.database}, and {@code internal.transaction} and below.
 */
@NullMarked
package io.hibernateredis.internal.exact;

import org.jspecify.annotations.NullMarked;
