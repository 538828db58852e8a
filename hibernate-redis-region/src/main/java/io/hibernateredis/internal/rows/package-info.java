@NullMarked
package io.hibernateredis.internal.rows;

import org.jspecify.annotations.NullMarked;
