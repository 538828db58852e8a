/**
 * The log messages of all packages that connect Hibernate to the cache, in one class. Messages on
 * connections and deliveries belong in {@code internal.delivery}, and no message is composed
 * elsewhere. Imports nothing of this project.
 */
@NullMarked
package io.hibernateredis.internal.log;

import org.jspecify.annotations.NullMarked;
