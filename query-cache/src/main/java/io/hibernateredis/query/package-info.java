/** Row-level dependencies of cached queries. */
@NullMarked
package io.hibernateredis.query;

import org.jspecify.annotations.NullMarked;
