/**
 * Reads and puts of one namespace, which never throw, and the store that ties them to
 * announcements. All sessions of a session factory share it. What one session has changed belongs
 * in {@code transaction}.
 */
@NullMarked
package io.hibernateredis.internal.store;

import org.jspecify.annotations.NullMarked;
