/** The log lines of this module. */
@NullMarked
package io.hibernateredis.spring.boot.internal.log;

import org.jspecify.annotations.NullMarked;
