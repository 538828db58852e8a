package io.hibernateredis.internal.database;

import io.hibernateredis.internal.log.RegionLog;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;

/**
 * The columns as they are in the database, which may differ from the mapping: the schema may be
 * older than the mapping, or maintained separately. Immutable.
 */
public final class DatabaseColumns {

    public static final DatabaseColumns UNKNOWN = new DatabaseColumns(Map.of());

    private final Map<TextColumns.Column, DatabaseColumn> columns;

    private DatabaseColumns(Map<TextColumns.Column, DatabaseColumn> columns) {
        this.columns = columns;
    }

    /**
     * A column as JDBC metadata describes it.
     *
     * @param type a constant of {@link java.sql.Types}
     * @param typeName the database's own name of the type, in upper case
     * @param size in characters, bytes or digits, depending on the type
     * @param digits digits after the decimal point, or of a fraction of a second
     */
    public record DatabaseColumn(int type, String typeName, int size, int digits) {}

    /** Null if there is no such column, or if tables of this name in several schemas differ. */
    public @Nullable DatabaseColumn find(String table, String column) {
        return columns.get(TextColumns.Column.of(table, column));
    }

    /**
     * Reads the columns of the given tables, with one query per table; empty if the database cannot
     * be reached.
     */
    public static DatabaseColumns read(
            SessionFactoryImplementor sessionFactory, Set<String> tables) {
        if (tables.isEmpty()) {
            return UNKNOWN;
        }
        var access = sessionFactory.getJdbcServices().getBootstrapJdbcConnectionAccess();
        try {
            Connection connection = access.obtainConnection();
            try {
                return read(connection.getMetaData(), tables);
            } finally {
                access.releaseConnection(connection);
            }
        } catch (SQLException | RuntimeException e) {
            RegionLog.columnsUnknown(e);
            return UNKNOWN;
        }
    }

    private static DatabaseColumns read(DatabaseMetaData database, Set<String> tables)
            throws SQLException {
        Map<TextColumns.Column, DatabaseColumn> columns = new HashMap<>();
        Set<TextColumns.Column> differing = new HashSet<>();
        for (String table : tables) {
            // In a pattern "_" matches any character, so tables of other names may be returned.
            try (ResultSet rows = database.getColumns(null, null, nameIn(database, table), null)) {
                while (rows.next()) {
                    var name =
                            TextColumns.Column.of(
                                    rows.getString("TABLE_NAME"), rows.getString("COLUMN_NAME"));
                    var column = column(rows);
                    var other = columns.put(name, column);
                    if (other != null && !other.equals(column)) {
                        differing.add(name);
                    }
                }
            }
        }
        columns.keySet().removeAll(differing);
        return new DatabaseColumns(Map.copyOf(columns));
    }

    private static DatabaseColumn column(ResultSet row) throws SQLException {
        return new DatabaseColumn(
                row.getInt("DATA_TYPE"),
                String.valueOf(row.getString("TYPE_NAME")).toUpperCase(Locale.ROOT),
                row.getInt("COLUMN_SIZE"),
                row.getInt("DECIMAL_DIGITS"));
    }

    /** The name of a table in the case in which the database stores it. */
    static String nameIn(DatabaseMetaData database, String table) throws SQLException {
        String name = table.substring(table.lastIndexOf('.') + 1);
        String plain = name.replaceAll("[\"`\\[\\]]", "");
        if (plain.length() == name.length() && database.storesUpperCaseIdentifiers()) {
            return plain.toUpperCase(Locale.ROOT);
        }
        return plain.length() == name.length() && database.storesLowerCaseIdentifiers()
                ? plain.toLowerCase(Locale.ROOT)
                : plain;
    }
}
