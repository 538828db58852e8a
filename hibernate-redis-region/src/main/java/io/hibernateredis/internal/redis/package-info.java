/**
 * Connections to one server, the handshake, exchanges with deadlines, and scripts: the only package
 * that knows Jedis. It sends commands and hands back answers. What the commands mean, and what is
 * done when they fail, belongs above.
 */
@NullMarked
package io.hibernateredis.internal.redis;

import org.jspecify.annotations.NullMarked;
