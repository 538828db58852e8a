package io.hibernateredis.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A worker JVM as the launcher sees it: of the same Java and class path. Not thread-safe. */
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
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("-Dorg.jboss.logging.provider=slf4j");
        hibernate.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add(Worker.class.getName());
        command.addAll(settings.toArguments());
        var process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        return new WorkerProcess(settings.number(), process);
    }

    /** Waits until the worker has booted. */
    void awaitReady() throws IOException {
        String line = nextLine();
        while (!line.equals(Worker.READY)) {
            line = nextLine();
        }
    }

    void go() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    /** Waits for the worker's report; its progress is given on meanwhile. */
    WorkerReport follow(Consumer<Tick> progress) {
        try {
            while (true) {
                String line = nextLine();
                if (Tick.isTick(line)) {
                    progress.accept(Tick.ofLine(line));
                } else if (WorkerReport.isReport(line)) {
                    return WorkerReport.ofLine(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
