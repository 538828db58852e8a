package io.hibernateredis.region;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;

/** Connections to H2 that stop at the database's commit, where a test wants something to happen. */
public final class HookedConnections implements ConnectionProvider {

    private static final long serialVersionUID = 1L;

    private final String url;
    private final AtomicInteger taken = new AtomicInteger();
    private final transient AtomicReference<Runnable> beforeCommit = new AtomicReference<>();
    private final transient AtomicReference<Runnable> afterCommit = new AtomicReference<>();

    public HookedConnections(String url) {
        this.url = url;
    }

    /** Runs once: all that was changed is announced, and the database has not committed. */
    public void beforeNextCommit(Runnable action) {
        beforeCommit.set(action);
    }

    /** Runs once: the database has committed, and nobody has been told. */
    public void afterNextCommit(Runnable action) {
        afterCommit.set(action);
    }

    public int taken() {
        return taken.get();
    }

    @Override
    public Connection getConnection() throws SQLException {
        taken.incrementAndGet();
        Connection connection = DriverManager.getConnection(url, "sa", "");
        return (Connection)
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (proxy, method, arguments) -> {
                            boolean commits = method.getName().equals("commit");
                            runOnce(commits ? beforeCommit : null);
                            try {
                                return method.invoke(connection, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            } finally {
                                runOnce(commits ? afterCommit : null);
                            }
                        });
    }

    private static void runOnce(AtomicReference<Runnable> hook) {
        Runnable action = hook == null ? null : hook.getAndSet(null);
        if (action != null) {
            action.run();
        }
    }

    @Override
    public void closeConnection(Connection connection) throws SQLException {
        connection.close();
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
