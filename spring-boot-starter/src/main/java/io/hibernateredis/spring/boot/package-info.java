/**
 * Auto-configuration of the cache for Spring Boot. Applications may name these classes to exclude
 * them; all else is internal.
 */
@NullMarked
package io.hibernateredis.spring.boot;

import org.jspecify.annotations.NullMarked;
