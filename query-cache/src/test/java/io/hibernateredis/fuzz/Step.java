package io.hibernateredis.fuzz;

import java.util.List;

/**
 * One step of a script, as a line of words: {@code s0 set Task 1 title 3}.
 *
 * @param actor {@code s0} to {@code s3} are sessions that live over several steps, in the JVM of
 *     their number modulo 2; {@code j0} and {@code j1} a new session in a transaction of its own,
 *     for this step alone; {@code l0} and {@code l1} the same with a stateless session, {@code t0}
 *     and {@code t1} with a session of a second tenant, which only reads; {@code e0} to {@code e4}
 *     one of an application without this cache, whose writes are told of in the way of their number
 * @param verb what is done
 * @param words with what
 */
record Step(String actor, String verb, List<String> words) {

    Step {
        words = List.copyOf(words);
    }

    static Step of(String line) {
        String[] parts = line.strip().split(" +");
        return new Step(parts[0], parts[1], List.of(parts).subList(2, parts.length));
    }

    boolean isOfOpenSession() {
        return actor.charAt(0) == 's';
    }

    /** Whether it is of the tenant that only reads. */
    boolean isOfSecondTenant() {
        return actor.charAt(0) == 't';
    }

    /** Whether it is of an application without this cache. */
    boolean isOfOutsider() {
        return actor.charAt(0) == 'e';
    }

    /** The number of the session. */
    int number() {
        return actor.charAt(1) - '0';
    }

    /** The number of the session factory. */
    int jvm() {
        return number() % 2;
    }

    @Override
    public String toString() {
        return words.isEmpty() ? actor + " " + verb : actor + " " + verb + " " + text();
    }

    private String text() {
        return String.join(" ", words);
    }
}
