package io.hibernateredis.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL of a test's own, in a temporary directory, if its programs are installed. */
public final class Postgres implements AutoCloseable {

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final String USER = "postgres";

    private final Path programs;
    private final Path directory;
    private final int port;
    private final String settings;
    private final Thread reaper = new Thread(this::stop);

    private Postgres(Path programs, Path directory, int port, String settings) {
        this.programs = programs;
        this.directory = directory;
        this.port = port;
        this.settings = settings;
    }

    /** The directory of the server's programs. */
    public static Optional<Path> programs() {
        var directories =
                new ArrayList<>(
                        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                                .map(Path::of)
                                .toList());
        if (Files.isDirectory(DEBIAN)) {
            try (Stream<Path> versions = Files.list(DEBIAN)) {
                versions.sorted(Comparator.reverseOrder())
                        .map(version -> version.resolve("bin"))
                        .forEach(directories::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return directories.stream()
                .filter(directory -> Files.isExecutable(directory.resolve("initdb")))
                .findFirst();
    }

    /**
     * @param settings further ones, such as {@code wal_level=logical}
     */
    public static Postgres start(Path programs, String... settings)
            throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("test-postgres");
        if (isRoot()) {
            run(List.of("chown", USER, directory.toString()));
        }
        var more = new StringBuilder();
        for (String setting : settings) {
            more.append(" -c ").append(setting);
        }
        var postgres = new Postgres(programs, directory, freePort(), more.toString());
        Runtime.getRuntime().addShutdownHook(postgres.reaper);
        String data = postgres.data();
        postgres.program("initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "-N");
        postgres.boot();
        return postgres;
    }

    private void boot() throws IOException, InterruptedException {
        String options =
                "-c fsync=off -c autovacuum=off -c listen_addresses=127.0.0.1 -c"
                        + " unix_socket_directories="
                        + directory
                        + settings
                        + " -p "
                        + port;
        String log = directory.resolve("log").toString();
        program("pg_ctl", "-D", data(), "-w", "-l", log, "-o", options, "start");
    }

    /** Ends all connections at once, and starts again. */
    public void restart() throws IOException, InterruptedException {
        program("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
        boot();
    }

    /** Where a database is, which must be there unless it is {@code postgres}. */
    public String url(String host, String database) {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database + "?user=" + USER;
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(reaper);
        stop();
    }

    private void stop() {
        try {
            program("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
            // The files belong to the server's user.
            program("rm", "-rf", data(), directory.resolve("log").toString());
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL in " + directory + " was not removed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    /** PostgreSQL refuses to run as root. */
    private void program(String name, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        if (isRoot()) {
            command.addAll(
                    List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups"));
        }
        Path own = programs.resolve(name);
        command.add(Files.exists(own) ? own.toString() : name);
        command.addAll(List.of(arguments));
        run(command);
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        // A file and not a pipe, which the server would inherit and hold open.
        Path output = Files.createTempFile("postgres", ".log");
        try {
            int status =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start()
                            .waitFor();
            if (status != 0) {
                throw new IOException(command + " failed: " + Files.readString(output));
            }
        } finally {
            Files.delete(output);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
