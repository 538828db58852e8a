/**
 * The application: a board of tasks in plain JPA, which knows nothing of Redis but where to cache.
 */
@NullMarked
package io.hibernateredis.sample.board;

import org.jspecify.annotations.NullMarked;
