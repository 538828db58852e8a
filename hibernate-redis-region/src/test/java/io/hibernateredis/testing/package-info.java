/**
 * A real Redis for tests: one that is shared and flushed, or one's own to pause, kill and restore.
 */
package io.hibernateredis.testing;
