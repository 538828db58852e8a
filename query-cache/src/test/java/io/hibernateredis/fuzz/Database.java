package io.hibernateredis.fuzz;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;

/**
 * A database of one universe, and a pool of connections to it. A statement that would have to wait
 * for another session of the same thread fails at once.
 */
final class Database implements ConnectionProvider {

    private static final long serialVersionUID = 1L;

    /** Reads something, so that a transaction has a snapshot. */
    static final String PIN = "select n from fuzz_pin";

    private final String url;
    private final int isolation;
    private final boolean tenants;
    private final transient Deque<Connection> idle = new ArrayDeque<>();

    Database(String url, int isolation, boolean tenants) {
        this.url = url;
        this.isolation = isolation;
        this.tenants = tenants;
    }

    boolean isH2() {
        return url.startsWith("jdbc:h2:");
    }

    /** Whether a transaction reads what was committed when it began. */
    boolean hasSnapshots() {
        return isolation > Connection.TRANSACTION_READ_COMMITTED;
    }

    @Override
    public synchronized Connection getConnection() throws SQLException {
        Connection connection = idle.poll();
        if (connection == null) {
            connection = isH2() ? DriverManager.getConnection(url, "sa", "") : open();
            connection.setTransactionIsolation(isolation);
        }
        if (tenants) {
            String schema = Tenants.current();
            connection.setSchema(isH2() ? schema.toUpperCase(Locale.ROOT) : schema);
        }
        return connection;
    }

    private Connection open() throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        try (Statement statement = connection.createStatement()) {
            statement.execute("set lock_timeout = '20ms'");
        }
        return connection;
    }

    @Override
    public synchronized void closeConnection(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        idle.push(connection);
    }

    /** Shuts an H2 down whatever it does. */
    void abandon() {
        if (!isH2()) {
            return;
        }
        try (Connection connection = DriverManager.getConnection(url, "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("shutdown immediately");
        } catch (SQLException e) {
            System.out.println("not shut down: " + e.getMessage());
        }
    }

    /** Executes statements in one connection, each in a transaction of its own. */
    void execute(List<String> statements) {
        try {
            Connection connection = getConnection();
            try (Statement statement = connection.createStatement()) {
                for (String each : statements) {
                    statement.execute(each);
                }
            } finally {
                closeConnection(connection);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    List<String> tables() {
        List<String> names = new ArrayList<>();
        try {
            Connection connection = getConnection();
            try (Statement statement = connection.createStatement();
                    var rows =
                            statement.executeQuery(
                                    "select table_name from information_schema.tables where"
                                            + " lower(table_schema) = 'public' and table_type ="
                                            + " 'BASE TABLE'")) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            } finally {
                closeConnection(connection);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return names;
    }

    /** Gives the second tenant tables of its own. */
    void createTenant(List<String> tables) {
        if (tenants) {
            List<String> statements = new ArrayList<>(List.of("create schema " + Tenants.SECOND));
            for (String table : tables) {
                statements.add(
                        "create table %s.\"%s\" as select * from \"%s\" where 1 = 0"
                                .formatted(Tenants.SECOND, table, table));
            }
            execute(statements);
        }
    }

    /** Deletes all rows; the second tenant's tables stay empty. */
    void clear(List<String> tables) {
        List<String> statements = new ArrayList<>();
        if (isH2()) {
            statements.add("set referential_integrity false");
            tables.forEach(table -> statements.add("delete from \"" + table + "\""));
            statements.add("set referential_integrity true");
        } else if (!tables.isEmpty()) {
            statements.add("truncate \"" + String.join("\", \"", tables) + "\" cascade");
        }
        execute(statements);
    }

    /** A type that H2 brings along. */
    void createTypes() {
        if (!isH2()) {
            execute(
                    List.of(
                            "create collation ignoring_case (provider = icu,"
                                    + " locale = 'und-u-ks-level2', deterministic = false)",
                            "create domain varchar_ignorecase as text collate ignoring_case"));
        }
    }

    /** What lets SQL write in the middle of a select or a procedure's call. */
    void createFunctions() {
        execute(List.of("create table if not exists fuzz_pin (n integer)"));
        execute(
                isH2()
                        ? List.of(
                                "create alias if not exists write_it for \""
                                        + Database.class.getPackageName()
                                        + ".Functions.write\"")
                        : List.of(
                                "create or replace function write_it(sql text) returns int"
                                        + " language plpgsql as $$ begin execute sql; return 1;"
                                        + " end $$",
                                "create or replace procedure write_all(sql text)"
                                        + " language plpgsql as $$ begin execute sql; end $$"));
    }

    synchronized void close() {
        idle.forEach(
                connection -> {
                    try {
                        connection.close();
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                });
        idle.clear();
    }

    @Override
    public boolean supportsAggressiveRelease() {
        return false;
    }

    @Override
    public boolean isUnwrappableAs(Class<?> unwrapType) {
        return false;
    }

    @Override
    public <T> T unwrap(Class<T> unwrapType) {
        throw new IllegalArgumentException(unwrapType.getName());
    }
}
