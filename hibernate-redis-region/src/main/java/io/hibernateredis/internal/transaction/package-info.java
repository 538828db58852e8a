@NullMarked
package io.hibernateredis.internal.transaction;

import org.jspecify.annotations.NullMarked;
