@NullMarked
package io.hibernateredis.internal.sql;

import org.jspecify.annotations.NullMarked;
