/**
 * What applications configure and use: the region factory. Everything else is internal and may
 * change in any release. May import {@code internal.factory} and every package that it may import;
 * only {@code internal.boot} may import this one.
 */
@NullMarked
package io.hibernateredis.region;

import org.jspecify.annotations.NullMarked;
