/** Tests of the cache through Hibernate, on a real database and a real Redis. */
@NullUnmarked
package io.hibernateredis.region;

import org.jspecify.annotations.NullUnmarked;
