@NullMarked
package io.hibernateredis.internal.protocol;

import org.jspecify.annotations.NullMarked;
