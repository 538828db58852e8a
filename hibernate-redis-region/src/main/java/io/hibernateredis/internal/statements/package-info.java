/**
 * The executors of statements for which Hibernate fires no event: bulk and native statements,
 * selects, procedure calls. They execute what Hibernate would execute, and only report it to the
 * session's unit of work. May import {@code internal.session} and {@code internal.query}, but not
 * {@code internal.factory}.
 */
@NullMarked
package io.hibernateredis.internal.statements;

import org.jspecify.annotations.NullMarked;
