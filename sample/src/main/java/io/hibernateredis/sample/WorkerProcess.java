package io.hibernateredis.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Map;

/** A worker JVM as the launcher sees it. Not thread-safe. */
final class WorkerProcess implements AutoCloseable {
    private final int number;
    private final Process process;
    private final BufferedReader lines;

    private WorkerProcess(int number, Process process) {
        this.number = number;
        this.process = process;
        this.lines = process.inputReader();
    }

    static WorkerProcess start(WorkerSettings settings, Map<String, String> hibernate)
            throws IOException {
        var properties = new ArrayList<String>();
        hibernate.forEach((name, value) -> properties.add("-D" + name + "=" + value));
        var process = Jvm.start(Worker.class, properties, settings.toArguments());
        return new WorkerProcess(settings.number(), process);
    }

    /** Waits until the worker has booted. */
    void awaitReady() throws IOException {
        String line = nextLine();
        while (!line.equals(Worker.READY)) {
            line = nextLine();
        }
    }

    /** Begins a window, whose {@linkplain #report report} is to be asked for. */
    void begin(Window window) throws IOException {
        process.getOutputStream().write((window.toLine() + "\n").getBytes(UTF_8));
        process.getOutputStream().flush();
    }

    /** Waits for the end of the window. */
    WorkerReport report() throws IOException {
        String line = nextLine();
        while (!WorkerReport.isReport(line)) {
            line = nextLine();
        }
        return WorkerReport.ofLine(line);
    }

    private String nextLine() throws IOException {
        String line = lines.readLine();
        if (line == null) {
            throw new IOException(
                    "Worker " + number + " ended before it reported; its messages are above");
        }
        return line;
    }

    /** Ends the worker, which notices the end of its input by itself if it is alive. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.destroy();
    }
}
