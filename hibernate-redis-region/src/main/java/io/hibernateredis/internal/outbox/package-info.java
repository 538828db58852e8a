/**
 * A table in the application's database with what transactions changed that committed while Redis
 * could not be told, and with the writers that do so at present; who reads from Redis looks into
 * it. Knows JDBC, but not Hibernate.
 */
@NullMarked
package io.hibernateredis.internal.outbox;

import org.jspecify.annotations.NullMarked;
