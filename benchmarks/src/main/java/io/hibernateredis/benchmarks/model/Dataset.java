package io.hibernateredis.benchmarks.model;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.hibernate.SessionFactory;

/** The rows, the same for every contender. They are written by JDBC, past all caches. */
public final class Dataset {
    /** The mapped classes. */
    public static final List<Class<?>> ENTITIES =
            List.of(
                    Label.class,
                    Person.class,
                    Employee.class,
                    Guest.class,
                    Project.class,
                    Task.class,
                    Bug.class,
                    Story.class,
                    Note.class,
                    Item.class);

    public static final int TASKS_PER_PROJECT = 20;
    public static final int CARDS_PER_SPRINT = 100;

    /** Items from this id on are inserted by a workload. */
    static final int FIRST_INSERTED = 10_000_000;

    private static final List<String> INDEXES =
            List.of("tasks (project_id)", "tasks (sprint)", "notes (sprint)");

    private static final int PERSONS = 1_000;

    /** Whom the x-th row refers to. */
    private static final String PERSON_OF_X = "mod(x, " + PERSONS + ") + 1";

    private Dataset() {}

    /**
     * Creates the tables, and all rows but items.
     *
     * @param cards how many tasks there are, and notes, and labels: a multiple of 100
     */
    public static void create(SessionFactory factory, int cards) {
        factory.getSchemaManager().create(false);
        factory.inTransaction(session -> session.doWork(connection -> fill(connection, cards)));
    }

    /** Adds items until there are those numbered from 1 to the given. */
    public static void ensureItems(SessionFactory factory, int last) {
        factory.inTransaction(session -> session.doWork(connection -> addItems(connection, last)));
    }

    /** The code of a project. */
    public static String projectCode(long project) {
        return "P-" + project;
    }

    /** The code of a task. */
    public static String taskCode(long task) {
        return "T-" + task;
    }

    /** The n-th task of a project, counted from 0. */
    public static long taskOf(long project, int nth) {
        return (project - 1) * TASKS_PER_PROJECT + nth + 1;
    }

    private static void fill(Connection connection, int cards) throws SQLException {
        insert(
                connection,
                "labels (id, name, color, position)",
                "x, 'label ' || x, '#a0b0c0', x",
                1,
                cards);
        insert(
                connection,
                "persons (id, kind, email, name, department, company)",
                "x, case when mod(x, 4) = 0 then 'G' else 'E' end, 'p' || x || '@example.org',"
                        + " 'person ' || x, 'department ' || mod(x, 9), 'company ' || mod(x, 9)",
                1,
                PERSONS);
        insert(
                connection,
                "projects (id, revision, code, name, description, status, priority, budget,"
                        + " progress, archived, reference, owner_id, created, changed, due)",
                "x, 0, 'P-' || x, 'project ' || x, 'The description of project ' || x, 'OPEN', 3,"
                        + " 12345.67, 0.5, false,"
                        + " cast('6f1d4c1e-52f7-4d7c-9d3b-0a4b1c2d3e4f' as uuid), "
                        + PERSON_OF_X
                        + ", timestamp '2026-01-01 00:00:00', timestamp '2026-01-02 00:00:00',"
                        + " date '2026-12-31'",
                1,
                cards / TASKS_PER_PROJECT);
        insertCards(
                connection,
                "tasks",
                ", code, project_id, assignee_id, kind, severity, points",
                ", 'T-' || x, (x - 1) / %d + 1, %s, case when mod(x, 3) = 0 then 'B' else 'S' end, 1, 2"
                        .formatted(TASKS_PER_PROJECT, PERSON_OF_X),
                cards);
        insertCards(connection, "notes", ", code, author_id", ", 'N-' || x, " + PERSON_OF_X, cards);
        for (String index : INDEXES) {
            execute(connection, "create index on_" + index.replaceAll("\\W", "") + " on " + index);
        }
        analyze(connection);
    }

    private static void addItems(Connection connection, int last) throws SQLException {
        int count;
        try (var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                "select coalesce(max(id), 0) from items where id < "
                                        + FIRST_INSERTED)) {
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
