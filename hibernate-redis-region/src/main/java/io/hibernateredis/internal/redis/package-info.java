@NullMarked
package io.hibernateredis.internal.redis;

import org.jspecify.annotations.NullMarked;
