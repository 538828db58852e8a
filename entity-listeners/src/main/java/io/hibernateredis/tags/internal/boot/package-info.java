/**
 * Registers the listeners with a session factory, and reads the annotations of its entities. Found
 * by Hibernate through {@code META-INF/services}. The only package that imports the API from below.
 */
@NullMarked
package io.hibernateredis.tags.internal.boot;

import org.jspecify.annotations.NullMarked;
