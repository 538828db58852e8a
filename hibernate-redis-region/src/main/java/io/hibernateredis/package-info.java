/**
 * The API of the cache below Hibernate: what applications may read and catch. It is small and
 * stable, and depends on nothing else of this project. What is not meant for applications belongs
 * in {@code io.hibernateredis.internal}.
 */
@NullMarked
package io.hibernateredis;

import org.jspecify.annotations.NullMarked;
