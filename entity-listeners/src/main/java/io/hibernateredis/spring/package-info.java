/**
 * Tagged caches as Spring's cache abstraction. Needs Spring, which is an optional dependency, so
 * nothing else may import this package. Uses nothing but the public API.
 */
@NullMarked
package io.hibernateredis.spring;

import org.jspecify.annotations.NullMarked;
