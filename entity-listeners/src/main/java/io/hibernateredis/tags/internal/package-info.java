/**
 * Finds the tags that a write invalidates, and those that a value depends on. Listens to
 * Hibernate's events, and gives tags to the session's unit of work. Knows no annotation: what
 * classes declare is given to it.
 */
@NullMarked
package io.hibernateredis.tags.internal;

import org.jspecify.annotations.NullMarked;
