/**
 * Reading PostgreSQL's logical replication: the slot and what it needs, the messages of {@code
 * pgoutput}, and the thread that turns them into evictions. What an eviction invalidates is decided
 * by the region module.
 */
@NullMarked
package io.hibernateredis.capture.internal;

import org.jspecify.annotations.NullMarked;
