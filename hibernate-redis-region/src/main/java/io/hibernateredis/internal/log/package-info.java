@NullMarked
package io.hibernateredis.internal.log;

import org.jspecify.annotations.NullMarked;
