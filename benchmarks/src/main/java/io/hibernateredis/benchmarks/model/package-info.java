/** The entities that every contender caches. */
@NullMarked
package io.hibernateredis.benchmarks.model;

import org.jspecify.annotations.NullMarked;
