package io.hibernateredis.admin;

/**
 * An entry that is looked up often, by a sample of one lookup in 16.
 *
 * @param name as {@link CacheAdmin#entry} takes it
 * @param region prefix included
 * @param lookups about how many there were
 * @param hitRatio of those that were counted, 0 to 1
 */
public record HotKey(String name, String region, long lookups, double hitRatio) {}
