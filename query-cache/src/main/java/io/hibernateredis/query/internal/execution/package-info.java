/**
 * Hibernate's execution of a select with a lookup before it: the executor, the service of the
 * session factory, and concurrent misses. Imports the analysis and the identity, and the region
 * module's access to results. Not the public API of this module, and nothing of Redis' client.
 */
@NullMarked
package io.hibernateredis.query.internal.execution;

import org.jspecify.annotations.NullMarked;
