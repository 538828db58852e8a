package io.hibernateredis.proof;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Pooled connections that stop at a commit, where a worker is to die. Thread-safe. */
final class HookedDataSource implements DataSource, AutoCloseable {

    /** Set while a thread commits something that it wrote: only there may its JVM be stopped. */
    static final ThreadLocal<Boolean> WRITING = ThreadLocal.withInitial(() -> false);

    private final HikariDataSource pool;
    private final boolean repeatableRead;
    private final AtomicReference<Runnable> beforeCommit = new AtomicReference<>();
    private final AtomicReference<Runnable> afterCommit = new AtomicReference<>();

    HookedDataSource(String url, boolean repeatableRead, int connections) {
        this.repeatableRead = repeatableRead;
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        if (url.startsWith("jdbc:h2:")) {
            config.setUsername("sa");
            config.setPassword("");
        }
        config.setMaximumPoolSize(connections);
        config.setAutoCommit(false);
        config.setTransactionIsolation(
                repeatableRead ? "TRANSACTION_REPEATABLE_READ" : "TRANSACTION_READ_COMMITTED");
        pool = new HikariDataSource(config);
    }

    boolean repeatableRead() {
        return repeatableRead;
    }

    /** Runs once: all that was changed is announced, and the database has not committed. */
    void beforeNextCommit(Runnable action) {
        beforeCommit.set(action);
    }

    /** Runs once: the database has committed, and nobody has been told. */
    void afterNextCommit(Runnable action) {
        afterCommit.set(action);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = pool.getConnection();
        return (Connection)
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (proxy, method, arguments) -> {
                            boolean commits = method.getName().equals("commit") && WRITING.get();
                            if (commits) {
                                runOnce(beforeCommit);
                            }
                            try {
                                return method.invoke(connection, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            } finally {
                                if (commits) {
                                    runOnce(afterCommit);
                                }
                            }
                        });
    }

    private static void runOnce(AtomicReference<Runnable> hook) {
        Runnable action = hook.getAndSet(null);
        if (action != null) {
            action.run();
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        // Nothing is written.
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // The pool has its own.
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }

    @Override
    public void close() {
        pool.close();
    }
}
