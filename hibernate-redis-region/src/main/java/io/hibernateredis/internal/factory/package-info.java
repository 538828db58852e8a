/**
 * The parts of the cache of one session factory, put together, and the session factories of a
 * service registry. Nothing here implements a contract of Hibernate's. May import every internal
 * package except {@code internal.boot} and {@code internal.statements}.
 */
@NullMarked
package io.hibernateredis.internal.factory;

import org.jspecify.annotations.NullMarked;
