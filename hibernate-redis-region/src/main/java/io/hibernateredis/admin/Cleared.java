package io.hibernateredis.admin;

/**
 * Something was cleared.
 *
 * @param what in words
 * @param pending whether Redis has yet to be told, because it cannot be reached: until then, this
 *     JVM reads nothing from it, while others may read what was to be cleared
 */
public record Cleared(String what, boolean pending) {}
