/**
 * Measures the cache beside others: a driver, and for each contender a JVM that runs the workloads.
 */
@NullMarked
package io.hibernateredis.benchmarks;

import org.jspecify.annotations.NullMarked;
