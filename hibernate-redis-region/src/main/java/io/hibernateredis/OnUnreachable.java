package io.hibernateredis;

/**
 * What becomes of a transaction that wrote to the database when Redis cannot be told before it
 * commits.
 */
public enum OnUnreachable {
    /** It commits. What it changed is owed: this store reads nothing until Redis has been told. */
    COMMIT,
    /** It is rolled back, so that no other JVM can see anything stale. */
    ROLLBACK
}
