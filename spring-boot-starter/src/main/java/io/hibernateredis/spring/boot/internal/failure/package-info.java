/** Says why an application does not start, and what to do about it. */
@NullMarked
package io.hibernateredis.spring.boot.internal.failure;

import org.jspecify.annotations.NullMarked;
