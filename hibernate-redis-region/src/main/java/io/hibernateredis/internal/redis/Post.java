package io.hibernateredis.internal.redis;

import java.util.List;

/**
 * Commands that were sent, and whose answers are outstanding.
 *
 * @param identity of the server that they were sent to
 */
record Post(List<Call> calls, long identity, ReplyHandler handler) {}
