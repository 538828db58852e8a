/** Random queries and writes, and a straightforward model of what writers invalidate. */
@NullMarked
package io.hibernateredis.query.oracle;

import org.jspecify.annotations.NullMarked;
