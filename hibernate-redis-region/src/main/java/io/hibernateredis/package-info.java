@NullMarked
package io.hibernateredis;

import org.jspecify.annotations.NullMarked;
