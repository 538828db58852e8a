/**
 * Hibernate's side: the region factory, regions and access, and what tells a session's unit of work
 * what happens.
 */
@NullMarked
package io.hibernateredis.region;

import org.jspecify.annotations.NullMarked;
