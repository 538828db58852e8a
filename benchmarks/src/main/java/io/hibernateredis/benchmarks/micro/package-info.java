/** JMH benchmarks of single parts, without Hibernate: run by {@code benchmarks/run --micro}. */
@NullMarked
package io.hibernateredis.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
