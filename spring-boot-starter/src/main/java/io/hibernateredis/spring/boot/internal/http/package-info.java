/**
 * HTTP caching: which responses clients may keep, and ETags that are made of tags before a handler
 * runs. A filter, which is outermost, wraps the response; an interceptor, which runs last before
 * the handler, offers it to be kept or answers 304; and what the handler or a filter then says of
 * the response may take that back.
 */
@NullMarked
package io.hibernateredis.spring.boot.internal.http;

import org.jspecify.annotations.NullMarked;
