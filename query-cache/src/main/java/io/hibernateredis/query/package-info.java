/**
 * The query cache as applications see it: hints, explanations, statistics and evictions. The types
 * here give access to {@code internal} and hold no logic of their own. Nothing below imports this
 * package.
 */
@NullMarked
package io.hibernateredis.query;

import org.jspecify.annotations.NullMarked;
