/**
 * What ties a Hibernate session to its unit of work: transactions, the selects and loads it is
 * executing, and its database snapshot. What a write invalidates is decided in {@code
 * internal.rows}. May import {@code internal.rows}, {@code internal.exact}, {@code internal.entry},
 * {@code internal.sql}, {@code internal.log}, and {@code internal.store} and below.
 */
@NullMarked
package io.hibernateredis.internal.session;

import org.jspecify.annotations.NullMarked;
