package io.hibernateredis.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** All that a run has measured, and on what. */
record Results(
        Environment environment, List<Round> rounds, List<Messages> messages, List<Memory> memory) {

    void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Json.write(directory.resolve("environment.json"), environment);
        Json.write(directory.resolve("rounds.json"), rounds);
        Json.write(directory.resolve("messages.json"), messages);
        Json.write(directory.resolve("memory.json"), memory);
    }

    static Results read(Path directory) {
        return new Results(
                Json.read(directory.resolve("environment.json"), Environment.class),
                List.of(Json.read(directory.resolve("rounds.json"), Round[].class)),
                List.of(Json.read(directory.resolve("messages.json"), Messages[].class)),
                List.of(Json.read(directory.resolve("memory.json"), Memory[].class)));
    }
}
