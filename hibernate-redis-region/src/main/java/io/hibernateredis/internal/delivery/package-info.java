/**
 * What must reach Redis: announcements of transactions, and all that is sent again until it
 * arrives, which are pending invalidations, closes and the renewal of leases; with the heartbeat,
 * the circuit breaker and the logs of outages. Reads and puts, which can be done without, belong in
 * {@code store}.
 */
@NullMarked
package io.hibernateredis.internal.delivery;

import org.jspecify.annotations.NullMarked;
