@NullMarked
package io.hibernateredis.internal.entry;

import org.jspecify.annotations.NullMarked;
