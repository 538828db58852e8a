package io.hibernateredis.internal.protocol;

/**
 * The control members of an index as one read found them.
 *
 * @param nonce which index it is
 * @param identity of the server that it belongs to
 * @param validFrom nothing loaded before is valid, microseconds
 * @param clock microseconds
 * @param lowWater the highest score that was trimmed away, microseconds
 */
record IndexState(long nonce, long identity, long validFrom, long clock, long lowWater) {}
