package io.hibernateredis.sample;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The application in one phase: its worker JVMs, which work at the same time. Not thread-safe. */
final class Side implements AutoCloseable {
    private final List<WorkerProcess> workers = new ArrayList<>();

    /** Starts a worker for each of the settings. */
    static Side start(List<WorkerSettings> settings, Map<String, String> hibernate)
            throws IOException {
        var side = new Side();
        try {
            for (var each : settings) {
                side.workers.add(WorkerProcess.start(each, hibernate));
            }
            return side;
        } catch (IOException e) {
            side.close();
            throw e;
        }
    }

    void awaitReady() throws IOException {
        for (var worker : workers) {
            worker.awaitReady();
        }
    }

    WorkerReport run(Window window) throws IOException {
        for (var worker : workers) {
            worker.begin(window);
        }
        var reports = new ArrayList<WorkerReport>();
        for (var worker : workers) {
            reports.add(worker.report());
        }
        return reports.stream().reduce(WorkerReport::beside).orElseThrow();
    }

    @Override
    public void close() throws IOException {
        for (var worker : workers) {
            worker.close();
        }
    }
}
