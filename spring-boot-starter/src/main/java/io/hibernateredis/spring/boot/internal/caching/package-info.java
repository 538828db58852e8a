/** Turns the cache on in each entity manager factory of an application. */
@NullMarked
package io.hibernateredis.spring.boot.internal.caching;

import org.jspecify.annotations.NullMarked;
