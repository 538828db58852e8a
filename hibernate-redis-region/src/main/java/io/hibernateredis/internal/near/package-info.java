/**
 * Entries in the memory of this JVM, served without a message, and the mirror of the index that
 * says which of them are still valid.
 */
@NullMarked
package io.hibernateredis.internal.near;

import org.jspecify.annotations.NullMarked;
