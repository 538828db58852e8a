@NullMarked
package io.hibernateredis.internal.database;

import org.jspecify.annotations.NullMarked;
