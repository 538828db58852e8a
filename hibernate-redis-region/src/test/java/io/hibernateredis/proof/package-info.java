/**
 * The proof that no read is stale: a random history over several JVMs with faults, checked read by
 * read, and an exploration of all interleavings of a small model that runs the real scripts.
 */
package io.hibernateredis.proof;
