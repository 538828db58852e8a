/**
 * The settings below {@code hibernate.cache.redis} as immutable records, parsed and checked when
 * the session factory is built. Code that acts on a setting belongs in the package that the setting
 * configures. May import {@code internal.codec}, {@code internal.protocol} and {@code
 * internal.redis}, whose own settings it reads.
 */
@NullMarked
package io.hibernateredis.internal.settings;

import org.jspecify.annotations.NullMarked;
