package io.hibernateredis.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A worker JVM as its parent sees it. Of one thread. */
final class WorkerProcess implements AutoCloseable {

    private final Process process;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final Thread reader;

    private WorkerProcess(Process process, Consumer<String> told) {
        this.process = process;
        this.reader = new Thread(() -> read(told), "worker-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a JVM of the same Java and class path.
     *
     * @param sabotage whose classes and scripts come first on its class path, or null
     * @param told hears what it says of violations
     */
    static WorkerProcess start(Path sabotage, Consumer<String> told) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx320m",
                        "-XX:+UseSerialGC",
                        "-Xss512k",
                        "-Dorg.jboss.logging.provider=slf4j",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel="
                                + System.getProperty("proof.log", "off"),
                        "-Dproof.verbose=" + Boolean.getBoolean("proof.verbose")));
        String classPath = System.getProperty("java.class.path");
        command.add("-cp");
        command.add(
                sabotage == null ? classPath : sabotage + java.io.File.pathSeparator + classPath);
        command.add(Worker.class.getName());
        try {
            return new WorkerProcess(
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start(),
                    told);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(Consumer<String> told) {
        try (var lines = process.inputReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("READY")
                        || line.startsWith("DONE")
                        || line.startsWith("POINT")) {
                    answers.add(line);
                } else {
                    told.accept(line);
                }
            }
        } catch (IOException dead) {
            // It was killed.
        }
        answers.add("DEAD");
    }

    void send(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(UTF_8));
            process.getOutputStream().flush();
        } catch (IOException dead) {
            // Its end is heard of by await.
        }
    }

    /** Waits until it says this; false if it does not in time. */
    boolean await(String expected, long seconds) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (true) {
            try {
                String answer = answers.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (answer == null || answer.startsWith(expected)) {
                    return answer != null;
                }
                if (answer.equals("DEAD")) {
                    throw new IllegalStateException("a worker died; its messages are above");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    /** Stops it ({@code STOP}), or lets it go on ({@code CONT}). */
    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** SIGKILL; returns once it is gone. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
