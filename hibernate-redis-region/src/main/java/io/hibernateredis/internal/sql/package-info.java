/**
 * A tokenizer of SQL and what is read from its tokens: which tables a fragment reads, and whether a
 * statement writes. Nothing here depends on Hibernate's mapping, a session or a database
 * connection. Imports nothing of this project.
 */
@NullMarked
package io.hibernateredis.internal.sql;

import org.jspecify.annotations.NullMarked;
