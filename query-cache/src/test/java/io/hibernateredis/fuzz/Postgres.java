package io.hibernateredis.fuzz;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL of a test alone, in a temporary directory, which does not sync to disk. */
final class Postgres implements AutoCloseable {

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final String USER = "postgres";

    private final Path programs;
    private final Path directory;
    private final int port;

    private Postgres(Path programs, Path directory, int port) {
        this.programs = programs;
        this.directory = directory;
        this.port = port;
    }

    static boolean isThere() throws IOException {
        return programs().isPresent();
    }

    /** Of the newest version that Debian's packages have installed. */
    private static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(DEBIAN)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions.sorted(Comparator.reverseOrder())
                    .map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .findFirst();
        }
    }

    static Postgres start() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("fuzz-postgres");
        if (isRoot()) {
            run(List.of("chown", USER, directory.toString()));
        }
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var postgres = new Postgres(programs().orElseThrow(), directory, port);
        postgres.launch();
        return postgres;
    }

    private void launch() throws IOException, InterruptedException {
        String data = data();
        program("initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync");
        program(
                "pg_ctl",
                "-D",
                data,
                "-w",
                "-l",
                directory.resolve("log").toString(),
                "-o",
                "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
                        + " -c listen_addresses=127.0.0.1 -c unix_socket_directories="
                        + directory
                        + " -p "
                        + port,
                "start");
    }

    Rig rig(URI redis) {
        return new Rig(redis, number -> create("fuzz" + number));
    }

    private String create(String database) {
        try (var connection = DriverManager.getConnection(url(USER));
                var statement = connection.createStatement()) {
            statement.execute("create database " + database);
            return url(database);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + USER;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        program("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
        // The files belong to the server's user.
        program("rm", "-rf", data(), directory.resolve("log").toString());
        Files.delete(directory);
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    /** PostgreSQL refuses to run as root. */
    private void program(String name, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
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
        Path output = Files.createTempFile("fuzz", ".log");
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
}
