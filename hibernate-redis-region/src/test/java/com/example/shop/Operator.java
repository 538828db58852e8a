package com.example.shop;

import io.hibernateredis.admin.CacheAdmin;
import org.hibernate.SessionFactory;

/** Asks and clears the cache, as the manual shows it. */
public final class Operator {

    private Operator() {}

    public static void askAndClear(SessionFactory sessionFactory) {
        // documentation: begin
        CacheAdmin admin = CacheAdmin.of(sessionFactory);
        admin.regions(); // hits, near hits, misses, puts, invalidations of this JVM
        admin.sizes(); // entries, bytes, time to live of what lies in Redis, by a sample
        admin.keys("*Product#4*", 100, null); // names of entries, page by page
        admin.entry("com.example.shop.Product#42"); // its value, whether it is valid, why not
        admin.queries(20); // those looked up most, and why they depend on whole tables
        admin.invalidations(20); // what this JVM invalidated last
        admin.by("anna").clearRegion("com.example.shop.Product");
        // documentation: end
    }
}
