/**
 * The application's own tags: which of them the writes of an entity invalidate, and which of them a
 * value depends on. The types here are what applications write down; how tags are found and sent
 * lies in {@code internal}. Of {@code internal}, only {@code boot} imports this package.
 */
@NullMarked
package io.hibernateredis.tags;

import org.jspecify.annotations.NullMarked;
