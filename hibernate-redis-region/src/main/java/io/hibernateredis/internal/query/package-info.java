@NullMarked
package io.hibernateredis.internal.query;

import org.jspecify.annotations.NullMarked;
