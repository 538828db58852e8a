/** Hibernate's cache SPI on Redis. */
@NullMarked
package io.hibernateredis.region;

import org.jspecify.annotations.NullMarked;
