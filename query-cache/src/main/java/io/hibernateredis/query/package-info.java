/** Reserved for the query cache, which is not written yet: this module has no code. */
@NullMarked
package io.hibernateredis.query;

import org.jspecify.annotations.NullMarked;
