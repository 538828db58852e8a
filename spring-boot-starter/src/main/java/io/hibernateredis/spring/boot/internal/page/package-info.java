/** The page at {@code /hibernate-redis}: a servlet, and what its charts show. */
@NullMarked
package io.hibernateredis.spring.boot.internal.page;

import org.jspecify.annotations.NullMarked;
