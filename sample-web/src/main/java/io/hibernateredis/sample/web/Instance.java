package io.hibernateredis.sample.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of the application. */
final class Instance implements AutoCloseable {

    /** What it prints, and its port, when it serves. */
    static final String READY = "board is ready on port ";

    private final Process process;
    private int port;

    private Instance(Process process) {
        this.process = process;
    }

    static Instance start(List<String> properties) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
        command.add(BoardApplication.class.getName());
        properties.forEach(property -> command.add("--" + property));
        return new Instance(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /** Waits until it serves, and then passes on what it prints. */
    void awaitReady() throws IOException {
        var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        String line = lines.readLine();
        while (line != null && !line.startsWith(READY)) {
            System.out.println(line);
            line = lines.readLine();
        }
        if (line == null) {
            throw new IOException("an instance ended before it served; its messages are above");
        }
        port = Integer.parseInt(line.substring(READY.length()));
        var rest = new Thread(() -> lines.lines().forEach(System.out::println), "instance-" + port);
        rest.setDaemon(true);
        rest.start();
    }

    int port() {
        return port;
    }

    /** Ends it, and waits for that. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
    }
}
