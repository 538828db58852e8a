/**
 * What tells one execution of a query from another: its text, parameters, filters, and the shape of
 * its result, as the name of an entry. Imports the codec for values. No lookups, and nothing of the
 * packages beside it.
 */
@NullMarked
package io.hibernateredis.query.internal.identity;

import org.jspecify.annotations.NullMarked;
