@NullMarked
package io.hibernateredis.internal.store;

import org.jspecify.annotations.NullMarked;
