package io.hibernateredis.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A contender's JVM as the driver sees it. Not thread-safe. */
final class WorkerProcess implements AutoCloseable {
    private static final List<String> JVM_OPTIONS =
            List.of("-Xms1g", "-Xmx3g", "-Dorg.jboss.logging.provider=slf4j");

    private final Contender contender;
    private final Process process;
    private final BufferedReader answers;
    private final PrintStream orders;

    private WorkerProcess(Contender contender, Process process) {
        this.contender = contender;
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    static WorkerProcess start(WorkerSettings settings, List<String> moreOptions)
            throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        command.addAll(moreOptions);
        command.addAll(List.of("-cp", settings.contender().classPath()));
        command.addAll(List.of(Worker.class.getName(), Json.line(settings)));
        var process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        return new WorkerProcess(settings.contender(), process);
    }

    Contender contender() {
        return contender;
    }

    void awaitReady() throws IOException {
        String line = nextLine();
        while (!line.equals(Worker.READY)) {
            line = nextLine();
        }
    }

    Outcome carryOut(Order order) throws IOException {
        orders.println(Json.line(order));
        String line = nextLine();
        while (!Worker.isAnswer(line)) {
            line = nextLine();
        }
        return Worker.answer(line);
    }

    private String nextLine() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException(
                    "The JVM of " + contender.id() + " ended; its messages are above");
        }
        return line;
    }

    /** Bytes of all live objects, after a collection. */
    long liveBytes() throws IOException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var histogram =
                new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.class_histogram")
                        .redirectErrorStream(true)
                        .start();
        try (var lines = histogram.inputReader(StandardCharsets.UTF_8)) {
            return lines.lines()
                    .filter(line -> line.startsWith("Total"))
                    .mapToLong(line -> Long.parseLong(line.strip().split("\\s+", -1)[2]))
                    .findFirst()
                    .orElseThrow(() -> new IOException("jcmd tells no histogram"));
        }
    }

    /** Stops the whole JVM for some time, as a long collection does. */
    void pause(long millis) throws IOException, InterruptedException {
        signal("-STOP");
        Thread.sleep(millis);
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    }

    /** Ends the JVM by ending its input. */
    @Override
    public void close() {
        orders.close();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
