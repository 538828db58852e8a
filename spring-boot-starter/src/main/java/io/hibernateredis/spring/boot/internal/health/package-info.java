/** The cache in the health of an application. */
@NullMarked
package io.hibernateredis.spring.boot.internal.health;

import org.jspecify.annotations.NullMarked;
