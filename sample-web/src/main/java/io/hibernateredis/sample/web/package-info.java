/**
 * The board of tasks as a Spring Boot application: with the starter it caches in Redis, and knows
 * nothing of it but annotations. {@code WebSample} starts a Redis, a database and some instances.
 */
@NullMarked
package io.hibernateredis.sample.web;

import org.jspecify.annotations.NullMarked;
