/**
 * The services by which Hibernate finds this cache and starts it. They only register, check and
 * warn; everything that runs later belongs in other packages. May import {@code
 * io.hibernateredis.region} and every internal package; no package may import this one.
 */
@NullMarked
package io.hibernateredis.internal.boot;

import org.jspecify.annotations.NullMarked;
