package io.hibernateredis;

/**
 * What becomes of a transaction that wrote to the database when that cannot be announced to Redis
 * before it commits.
 */
public enum OnUnreachable {
    /**
     * It commits. Its invalidations are pending: this session factory reads nothing from Redis
     * until they are delivered.
     */
    COMMIT,
    /** It is rolled back, so that no other JVM can see anything stale. */
    ROLLBACK,
    /**
     * It commits, together with a row of a table that says what it changed, which any JVM that
     * reaches Redis relays. No JVM can see anything stale, and nothing is lost if this one dies.
     */
    OUTBOX
}
