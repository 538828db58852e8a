/** Talks to Redis: connections, their handshake, scripts. The only code that knows Jedis. */
@NullMarked
package io.hibernateredis.redis;

import org.jspecify.annotations.NullMarked;
