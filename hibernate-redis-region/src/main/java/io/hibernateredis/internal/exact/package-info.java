@NullMarked
package io.hibernateredis.internal.exact;

import org.jspecify.annotations.NullMarked;
