package io.hibernateredis.internal.factory;

import io.hibernateredis.internal.outbox.OutboxAccess;
import java.sql.Connection;
import java.sql.SQLException;
import org.hibernate.boot.spi.SessionFactoryOptions;
import org.hibernate.engine.jdbc.connections.spi.JdbcConnectionAccess;
import org.hibernate.engine.jdbc.spi.JdbcServices;
import org.jspecify.annotations.Nullable;

/** The way to the outbox of one session factory, by its own connections. Thread-safe. */
final class OutboxConnections implements OutboxAccess {

    private final SessionFactoryOptions options;
    private volatile @Nullable String table;

    OutboxConnections(SessionFactoryOptions options) {
        this.options = options;
    }

    private JdbcConnectionAccess access() throws SQLException {
        if (options.isMultiTenancyEnabled()) {
            throw new SQLException("each tenant has its own connections");
        }
        return options.getServiceRegistry()
                .requireService(JdbcServices.class)
                .getBootstrapJdbcConnectionAccess();
    }

    @Override
    public Connection obtain() throws SQLException {
        try {
            return access().obtainConnection();
        } catch (RuntimeException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }

    @Override
    public void release(Connection connection) throws SQLException {
        access().releaseConnection(connection);
    }

    @Override
    public boolean isKnown() {
        return table != null;
    }

    @Override
    public String table() throws SQLException {
        String known = table;
        if (known == null) {
            throw new SQLException("the mapping has not been read yet");
        }
        return known;
    }

    void tableIs(String name) {
        table = name;
    }
}
