/**
 * Compares a sample of what is found in the cache with the database. May import {@code access} and
 * below; nothing but {@code factory} imports it.
 */
@NullMarked
package io.hibernateredis.internal.monitor;

import org.jspecify.annotations.NullMarked;
