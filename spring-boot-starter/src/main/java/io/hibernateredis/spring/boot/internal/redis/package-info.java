/** Where Redis is, as the application has told Spring. */
@NullMarked
package io.hibernateredis.spring.boot.internal.redis;

import org.jspecify.annotations.NullMarked;
