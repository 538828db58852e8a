package io.hibernateredis.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What was measured of caches in the JVM, and of what they cost. */
record NearResults(
        Environment environment,
        List<Round> rounds,
        List<CommitMessages> messages,
        List<Pauses> pauses,
        List<Rest> rests,
        List<Heap> heaps) {

    /**
     * What Redis ran for a commit.
     *
     * @param others session factories beside the one that commits
     * @param scripts that JVMs sent: the writer's, and the calls of those it waits for
     * @param published what called them
     */
    record CommitMessages(String contender, int others, double scripts, double published) {}

    /**
     * Commits of one entity while another JVM keeps it near.
     *
     * @param millis for so long, it pauses at a time
     * @param everyMillis and so often; 0 if it does not
     */
    record Pauses(long millis, long everyMillis, Outcome commits) {}

    /**
     * What a JVM costs that does nothing.
     *
     * @param liveBytes of its objects
     * @param redisCommands a second
     */
    record Rest(String contender, double liveBytes, double redisCommands) {}

    /**
     * By how much the live objects of a JVM grew when entities were read.
     *
     * @param entries so many
     */
    record Heap(String contender, int entries, double bytes) {}

    void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Json.write(directory.resolve("near.json"), this);
    }

    static NearResults read(Path directory) {
        return Json.read(directory.resolve("near.json"), NearResults.class);
    }
}
