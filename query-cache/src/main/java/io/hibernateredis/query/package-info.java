/**
 * Cached queries: which results may be shared, found without a JDBC connection, and kept as long as
 * nothing they depend on changes.
 */
@NullMarked
package io.hibernateredis.query;

import org.jspecify.annotations.NullMarked;
