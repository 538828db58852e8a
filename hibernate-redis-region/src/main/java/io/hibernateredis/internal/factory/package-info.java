@NullMarked
package io.hibernateredis.internal.factory;

import org.jspecify.annotations.NullMarked;
