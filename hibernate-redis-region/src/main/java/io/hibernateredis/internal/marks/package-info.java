/**
 * Marks in the database's log by which change capture tells what came through this cache from what
 * others wrote.
 */
@NullMarked
package io.hibernateredis.internal.marks;

import org.jspecify.annotations.NullMarked;
