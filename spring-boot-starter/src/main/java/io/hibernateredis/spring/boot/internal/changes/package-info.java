/**
 * Evicts after anything that has written to the database past the cache while the application
 * started.
 */
@NullMarked
package io.hibernateredis.spring.boot.internal.changes;

import org.jspecify.annotations.NullMarked;
