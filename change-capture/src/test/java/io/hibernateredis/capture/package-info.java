/** Tests against a PostgreSQL and a Redis of their own. */
@NullMarked
package io.hibernateredis.capture;

import org.jspecify.annotations.NullMarked;
