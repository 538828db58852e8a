@NullMarked
package io.hibernateredis.internal.codec;

import org.jspecify.annotations.NullMarked;
