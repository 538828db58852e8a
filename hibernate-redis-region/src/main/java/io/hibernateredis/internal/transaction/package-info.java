/**
 * The unit of work: what one session has read, changed and offered, and whether that is announced.
 * Nothing here is thread-safe, as a session is not. Hibernate is unknown here: the packages above
 * map its calls.
 */
@NullMarked
package io.hibernateredis.internal.transaction;

import org.jspecify.annotations.NullMarked;
