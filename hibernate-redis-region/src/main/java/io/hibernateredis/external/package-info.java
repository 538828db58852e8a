/**
 * What an application calls when rows of its tables were written past this cache. Public API. May
 * import {@code io.hibernateredis.region} and {@code internal.factory} and below.
 */
@NullMarked
package io.hibernateredis.external;

import org.jspecify.annotations.NullMarked;
