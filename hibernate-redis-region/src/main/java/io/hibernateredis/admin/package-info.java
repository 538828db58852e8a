/**
 * What those who run the cache ask it and tell it: statistics, keys, values, queries, evictions.
 * May import every internal package except {@code internal.boot}, and the region factory; nothing
 * below imports this one.
 */
@NullMarked
package io.hibernateredis.admin;

import org.jspecify.annotations.NullMarked;
