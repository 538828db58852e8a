package io.hibernateredis.internal.database;

import io.hibernateredis.internal.log.RegionLog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.H2Dialect;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/**
 * The columns in which the database finds two texts equal if and only if they are identical: those
 * of variable length with the default collation of PostgreSQL or H2. In other columns, case,
 * accents or trailing blanks may not count.
 */
public final class TextColumns {

    private static final String QUERY =
            """
            select table_name, column_name, lower(data_type), coalesce(collation_name, 'OFF')
            from information_schema.columns
            where table_schema not in ('information_schema', 'INFORMATION_SCHEMA', 'pg_catalog')
            """;

    private static final Set<String> TYPES = Set.of("character varying", "text");

    private TextColumns() {}

    /** A column, by names without schema and quotes, in lower case. */
    public record Column(String table, String name) {

        public static Column of(String table, String name) {
            return new Column(plain(table.substring(table.lastIndexOf('.') + 1)), plain(name));
        }

        private static String plain(String name) {
            return name.replaceAll("[\"`\\[\\]]", "").toLowerCase(Locale.ROOT);
        }
    }

    /** Empty if the database is not PostgreSQL or H2, or cannot be reached. */
    public static Set<Column> comparedAsWritten(SessionFactoryImplementor sessionFactory) {
        Dialect dialect = sessionFactory.getJdbcServices().getDialect();
        if (!(dialect instanceof PostgreSQLDialect) && !(dialect instanceof H2Dialect)) {
            return Set.of();
        }
        var access = sessionFactory.getJdbcServices().getBootstrapJdbcConnectionAccess();
        try {
            Connection connection = access.obtainConnection();
            try {
                return read(connection);
            } finally {
                access.releaseConnection(connection);
            }
        } catch (SQLException | RuntimeException e) {
            RegionLog.textColumnsUnknown(e);
            return Set.of();
        }
    }

    private static Set<Column> read(Connection connection) throws SQLException {
        Set<Column> plain = new HashSet<>();
        Set<Column> others = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(QUERY);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Column column = Column.of(rows.getString(1), rows.getString(2));
                boolean asWritten =
                        TYPES.contains(rows.getString(3)) && rows.getString(4).equals("OFF");
                (asWritten ? plain : others).add(column);
            }
        }
        plain.removeAll(others);
        return plain;
    }
}
