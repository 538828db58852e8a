/** What is done to the cache at start and from time to time. */
@NullMarked
package io.hibernateredis.spring.boot.internal.maintenance;

import org.jspecify.annotations.NullMarked;
