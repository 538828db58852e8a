@NullMarked
package io.hibernateredis.internal.boot;

import org.jspecify.annotations.NullMarked;
