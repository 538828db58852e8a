package io.hibernateredis.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL of this run alone, in a temporary directory, which does not sync to disk. */
final class Postgres implements Database {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final String USER = "postgres";

    /** All contenders have up to four pools. */
    private static final String OPTIONS =
            "-c max_connections=400 -c shared_buffers=512MB -c fsync=off -c synchronous_commit=off"
                    + " -c full_page_writes=off -c listen_addresses=127.0.0.1";

    private final Path programs;
    private final Path directory;
    private final int port;
    private final Thread reaper = new Thread(this::stop);
    private String version = "";

    private Postgres(Path programs, Path directory, int port) {
        this.programs = programs;
        this.directory = directory;
        this.port = port;
    }

    /** The directory of the server's programs: of the PATH, or the newest that Debian installed. */
    static Optional<Path> find() throws IOException {
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
            }
        }
        return directories.stream()
                .filter(directory -> Files.isExecutable(directory.resolve("initdb")))
                .findFirst();
    }

    static Postgres start(Path programs) throws IOException, InterruptedException, SQLException {
        var directory = Files.createTempDirectory("benchmarks-postgres");
        if (isRoot()) {
            run(List.of("chown", USER, directory.toString()));
        }
        var postgres = new Postgres(programs, directory, freePort());
        Runtime.getRuntime().addShutdownHook(postgres.reaper);
        postgres.launch();
        return postgres;
    }

    private void launch() throws IOException, InterruptedException, SQLException {
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
                OPTIONS + " -c unix_socket_directories=" + directory + " -p " + port,
                "start");
        try (var connection = DriverManager.getConnection(url(USER, port))) {
            version = connection.getMetaData().getDatabaseProductVersion();
        }
    }

    @Override
    public String product() {
        return "PostgreSQL " + version + ", fsync off";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void create(String database) throws SQLException {
        try (var connection = DriverManager.getConnection(url(USER, port));
                var statement = connection.createStatement()) {
            statement.execute("create database \"" + database + "\"");
        }
    }

    @Override
    public String url(String database, int throughPort) {
        return "jdbc:postgresql://127.0.0.1:" + throughPort + "/" + database + "?user=" + USER;
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
        var own = programs.resolve(name);
        command.add(Files.exists(own) ? own.toString() : name);
        command.addAll(List.of(arguments));
        run(command);
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        var output = Files.createTempFile("benchmarks", ".log");
        try {
            // A file and not a pipe, which the server would inherit and hold open.
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
