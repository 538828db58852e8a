/**
 * Values to bytes and back, in a compact and in a readable format, and the hashes that other
 * packages need. Only a closed set of types has codecs, and no byte names a class to be loaded.
 * Nothing of Redis, of Hibernate or of the cache's rules belongs here.
 */
@NullMarked
package io.hibernateredis.internal.codec;

import org.jspecify.annotations.NullMarked;
