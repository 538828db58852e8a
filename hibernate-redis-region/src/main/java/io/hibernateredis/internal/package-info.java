@NullMarked
package io.hibernateredis.internal;

import org.jspecify.annotations.NullMarked;
