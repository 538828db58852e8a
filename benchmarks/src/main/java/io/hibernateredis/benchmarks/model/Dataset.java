package io.hibernateredis.benchmarks.model;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.hibernate.SessionFactory;

/** The rows, the same for every contender. They are written by JDBC, past all caches. */
public final class Dataset {
    /** The mapped classes. */
    public static final List<Class<?>> ENTITIES =
            List.of(Label.class, Project.class, Task.class, Note.class, Item.class);

    public static final int LABELS = 200;
    public static final int PROJECTS = 200;
    public static final int TASKS_PER_PROJECT = 20;
    public static final int TASKS = PROJECTS * TASKS_PER_PROJECT;
    public static final int NOTES = 2_000;
    public static final int CARDS_PER_SPRINT = 100;

    private static final List<String> INDEXES =
            List.of("labels (name)", "tasks (project_id)", "tasks (sprint)", "notes (sprint)");

    private Dataset() {}

    /** Creates the tables, and all rows but items. */
    public static void create(SessionFactory factory) {
        factory.getSchemaManager().create(false);
        factory.inTransaction(session -> session.doWork(Dataset::fill));
    }

    /** Adds items until there are those numbered from 1 to the given. */
    public static void ensureItems(SessionFactory factory, int last) {
        factory.inTransaction(session -> session.doWork(connection -> addItems(connection, last)));
    }

    /** The code of a project. */
    public static String code(long project) {
        return "P-" + project;
    }

    /** The name of a label. */
    public static String name(long label) {
        return "label " + label;
    }

    private static void fill(Connection connection) throws SQLException {
        insert(
                connection,
                "labels (id, name, color, position)",
                "x, 'label ' || x, '#a0b0c0', x",
                1,
                LABELS);
        insert(
                connection,
                "projects (id, revision, code, name, description, status, priority, budget,"
                        + " progress, archived, reference, owner, created, changed, due)",
                "x, 0, 'P-' || x, 'project ' || x, 'The description of project ' || x, 'OPEN', 3,"
                        + " 12345.67, 0.5, false,"
                        + " cast('6f1d4c1e-52f7-4d7c-9d3b-0a4b1c2d3e4f' as uuid), 'owner ' || x,"
                        + " timestamp '2026-01-01 00:00:00', timestamp '2026-01-02 00:00:00',"
                        + " date '2026-12-31'",
                1,
                PROJECTS);
        insertCards(
                connection, "tasks", ", project_id", ", mod(x - 1, " + PROJECTS + ") + 1", TASKS);
        insertCards(connection, "notes", "", "", NOTES);
        for (String index : INDEXES) {
            execute(connection, "create index on_" + index.replaceAll("\\W", "") + " on " + index);
        }
        analyze(connection);
    }

    private static void addItems(Connection connection, int last) throws SQLException {
        int count;
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from items")) {
            rows.next();
            count = rows.getInt(1);
        }
        if (count < last) {
            insert(
                    connection,
                    "items (id, name, category, quantity, price, weight, active, created)",
                    "x, 'item ' || x, 'category ' || mod(x, 9), mod(x, 50), 1999, 1.5, true,"
                            + " timestamp '2026-01-01 00:00:00'",
                    count + 1,
                    last);
            analyze(connection);
        }
    }

    private static void insertCards(
            Connection connection, String table, String moreColumns, String moreValues, int rows)
            throws SQLException {
        insert(
                connection,
                table
                        + " (id, revision, title, status, priority, sprint, created"
                        + moreColumns
                        + ")",
                "x, 0, 'card ' || x, 'OPEN', mod(x, 5), (x - 1) / "
                        + CARDS_PER_SPRINT
                        + ", timestamp '2026-01-01 00:00:00'"
                        + moreValues,
                1,
                rows);
    }

    private static void insert(
            Connection connection, String columns, String values, int first, int last)
            throws SQLException {
        boolean h2 = connection.getMetaData().getURL().startsWith("jdbc:h2:");
        execute(
                connection,
                "insert into %s select %s from %s(%d, %d) as s(x)"
                        .formatted(
                                columns,
                                values,
                                h2 ? "system_range" : "generate_series",
                                first,
                                last));
    }

    /** The planner would otherwise guess, and in each contender's database in another way. */
    private static void analyze(Connection connection) throws SQLException {
        execute(connection, "analyze");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
