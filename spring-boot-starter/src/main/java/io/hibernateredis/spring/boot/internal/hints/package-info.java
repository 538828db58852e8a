/** What a native image must be told. */
@NullMarked
package io.hibernateredis.spring.boot.internal.hints;

import org.jspecify.annotations.NullMarked;
