@NullMarked
package io.hibernateredis.internal.access;

import org.jspecify.annotations.NullMarked;
