package io.hibernateredis.capture.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the database has to be like, so that no change is missed. Each check throws an {@link
 * IllegalStateException} that names the setting, the rule and the value.
 */
final class Requirements {

    private static final int MESSAGES_SINCE = 14;
    private static final int ROW_FILTERS_SINCE = 15;

    private final Connection connection;
    private final String publication;

    Requirements(Connection connection, String publication) {
        this.connection = connection;
        this.publication = publication;
    }

    /**
     * @param tables as the mapping spells them
     */
    void check(Set<String> tables) throws SQLException {
        checkServer();
        checkUser();
        checkPublication();
        for (String table : new TreeSet<>(tables)) {
            checkTable(table);
        }
    }

    private void checkServer() throws SQLException {
        String level = one("select current_setting('wal_level')");
        if (!"logical".equals(level)) {
            throw new IllegalStateException(
                    "wal_level of the database must be 'logical', but was '"
                            + level
                            + "': set it in postgresql.conf and restart the server");
        }
    }

    private void checkUser() throws SQLException {
        String user =
                one(
                        "select rolname from pg_roles where rolname = current_user"
                                + " and not rolreplication and not rolsuper");
        if (user != null) {
            throw new IllegalStateException(
                    "user must have the attribute REPLICATION, but '"
                            + user
                            + "' has not: alter role "
                            + user
                            + " replication");
        }
    }

    private void checkPublication() throws SQLException {
        String operations =
                one(
                        "select concat_ws(', ', case when not pubinsert then 'insert' end,"
                                + " case when not pubupdate then 'update' end,"
                                + " case when not pubdelete then 'delete' end,"
                                + " case when not pubtruncate then 'truncate' end)"
                                + " from pg_publication where pubname = ?",
                        publication);
        if (operations == null) {
            throw new IllegalStateException(
                    "publication must exist, but '"
                            + publication
                            + "' does not: create publication "
                            + publication
                            + " for all tables");
        }
        if (!operations.isEmpty()) {
            throw new IllegalStateException(
                    "publication "
                            + publication
                            + " must publish insert, update, delete and truncate, but does not"
                            + " publish "
                            + operations);
        }
    }

    /** Views and tables that are not there have no changes of their own. */
    private void checkTable(String table) throws SQLException {
        String kind = one("select relkind::text from pg_class where oid = to_regclass(?)", table);
        if ("r".equals(kind)) {
            checkPublished(table);
            checkIdentity(table);
        } else if ("p".equals(kind)) {
            checkPartitions(table);
        }
    }

    private void checkPartitions(String table) throws SQLException {
        if (one("select 1 from pg_publication where pubname = ? and pubviaroot", publication)
                == null) {
            throw new IllegalStateException(
                    "publication "
                            + publication
                            + " must have publish_via_partition_root = true, since "
                            + table
                            + " is partitioned, but has false");
        }
        checkPublished(table);
    }

    private void checkPublished(String table) throws SQLException {
        boolean filters = connection.getMetaData().getDatabaseMajorVersion() >= ROW_FILTERS_SINCE;
        String found =
                one(
                        "select "
                                + (filters ? "coalesce(rowfilter, '')" : "''")
                                + " from pg_publication_tables where pubname = ? and"
                                + " to_regclass(quote_ident(schemaname) || '.' ||"
                                + " quote_ident(tablename)) = to_regclass(?)",
                        publication,
                        table);
        if (found == null) {
            throw new IllegalStateException(
                    "publication "
                            + publication
                            + " must hold every mapped table, but does not hold "
                            + table
                            + ": alter publication "
                            + publication
                            + " add table "
                            + table);
        }
        if (!found.isEmpty()) {
            throw new IllegalStateException(
                    "publication "
                            + publication
                            + " must hold all rows of every mapped table, but of "
                            + table
                            + " only those where "
                            + found);
        }
    }

    /** PostgreSQL refuses updates and deletes of a published table whose rows it cannot name. */
    private void checkIdentity(String table) throws SQLException {
        String identity =
                one(
                        "select case c.relreplident when 'f' then 'FULL' when 'i' then 'INDEX'"
                                + " when 'n' then 'NOTHING' else coalesce((select 'KEY' from"
                                + " pg_index i where i.indrelid = c.oid and i.indisprimary),"
                                + " 'DEFAULT, without a primary key') end"
                                + " from pg_class c where c.oid = to_regclass(?)",
                        table);
        if (identity != null && (identity.equals("NOTHING") || identity.startsWith("DEFAULT"))) {
            throw new IllegalStateException(
                    "replica identity of "
                            + table
                            + " must be FULL, an index, or a primary key, but was "
                            + identity
                            + ": alter table "
                            + table
                            + " replica identity full");
        }
    }

    /** Whether the server tells of what was left in its log. */
    boolean tellsMarks() throws SQLException {
        return connection.getMetaData().getDatabaseMajorVersion() >= MESSAGES_SINCE;
    }

    /**
     * Whether a table, or a partition of it, has triggers or rules by which a statement may write
     * another row than the one it was given.
     */
    boolean isAltered(int table) throws SQLException {
        return one(
                        "select 1 from pg_class c where c.oid = "
                                + Integer.toUnsignedString(table)
                                + " and not c.relhasrules and not exists (select 1 from pg_trigger"
                                + " t where (t.tgrelid = c.oid or t.tgrelid in (select relid from"
                                + " pg_partition_tree(c.oid))) and not t.tgisinternal and"
                                + " t.tgtype & 3 = 3)")
                == null;
    }

    private @Nullable String one(String sql, String... parameters) throws SQLException {
        List<String> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
        }
        return found.isEmpty() ? null : found.get(0);
    }
}
