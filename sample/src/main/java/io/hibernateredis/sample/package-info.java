/**
 * The sample: starts a database, a Redis and two JVMs that run the board under load, and counts
 * stale reads.
 */
@NullMarked
package io.hibernateredis.sample;

import org.jspecify.annotations.NullMarked;
