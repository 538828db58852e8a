@NullMarked
package io.hibernateredis.internal.events;

import org.jspecify.annotations.NullMarked;
