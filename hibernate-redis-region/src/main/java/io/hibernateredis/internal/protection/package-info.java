/**
 * How bodies of entries lie in Redis: as they are, compressed, encrypted, or both; and what stands
 * for names that tell data. What is read is taken apart here before anything else looks at it.
 */
@NullMarked
package io.hibernateredis.internal.protection;

import org.jspecify.annotations.NullMarked;
