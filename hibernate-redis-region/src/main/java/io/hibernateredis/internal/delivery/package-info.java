@NullMarked
package io.hibernateredis.internal.delivery;

import org.jspecify.annotations.NullMarked;
