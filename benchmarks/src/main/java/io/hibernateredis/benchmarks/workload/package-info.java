/** What is measured: each workload is something that applications do over and over. */
@NullMarked
package io.hibernateredis.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
