package io.hibernateredis.benchmarks;

import java.nio.file.Path;

record Report(Results results) {
    void write(Path directory) {}
}
