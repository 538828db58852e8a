/**
 * The rule by which the cache is never stale, as {@code docs/protocol.md} tells it: keys, tags,
 * load times, the validity of an entry, the index as this JVM sees it, and the scripts. It makes
 * commands and judges answers. It sends nothing, and knows no sessions.
 */
@NullMarked
package io.hibernateredis.internal.protocol;

import org.jspecify.annotations.NullMarked;
