/**
 * A cache of the application's own values, invalidated by tags. Imports the listener package, for
 * tags, and what lies below it.
 */
@NullMarked
package io.hibernateredis.tagged;

import org.jspecify.annotations.NullMarked;
