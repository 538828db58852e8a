/**
 * A cache of the application's own values, invalidated by tags. Imports {@code tags} to name what
 * values depend on. No format and no protocol: these lie in {@code internal} and in the region
 * module.
 */
@NullMarked
package io.hibernateredis.tagged;

import org.jspecify.annotations.NullMarked;
