/** Micrometer's view of the cache. */
@NullMarked
package io.hibernateredis.spring.boot.internal.metrics;

import org.jspecify.annotations.NullMarked;
