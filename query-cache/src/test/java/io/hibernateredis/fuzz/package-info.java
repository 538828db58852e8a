/** Random scripts, played with the cache and without it: every answer has to be the same. */
@NullMarked
package io.hibernateredis.fuzz;

import org.jspecify.annotations.NullMarked;
