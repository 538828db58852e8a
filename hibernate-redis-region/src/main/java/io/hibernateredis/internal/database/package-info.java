/**
 * What is read from the database itself when the session factory starts: its identity, its columns
 * and their collations. Nothing here reads application rows or knows the mapping. May import {@code
 * internal.codec}, {@code internal.entry} for the types of collections, and {@code internal.log}.
 */
@NullMarked
package io.hibernateredis.internal.database;

import org.jspecify.annotations.NullMarked;
