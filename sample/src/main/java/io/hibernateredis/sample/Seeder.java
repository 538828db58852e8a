package io.hibernateredis.sample;

import io.hibernateredis.sample.Ledger.Subject;
import io.hibernateredis.sample.board.Organization;
import io.hibernateredis.sample.board.Project;
import io.hibernateredis.sample.board.Task;
import io.hibernateredis.sample.board.User;
import jakarta.persistence.EntityManager;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** Creates the schema and fills it by batch inserts, the same rows in every run. */
final class Seeder {
    private static final int ROWS_PER_TRANSACTION = 500;

    private final Board board;
    private final Ledger ledger;

    private Seeder(Board board, Ledger ledger) {
        this.board = board;
        this.ledger = ledger;
    }

    /**
     * Drops the tables if they are there, creates them and fills them; returns the number of rows.
     */
    static int seed(String jdbcUrl, Phase phase, Ledger ledger) throws SQLException {
        try (var connection = DriverManager.getConnection(jdbcUrl);
                var statement = connection.createStatement()) {
            statement.execute("create schema if not exists " + phase.schema());
        }
        try (var board = Board.open(jdbcUrl, 1, phase.seeding())) {
            return new Seeder(board, ledger).seed();
        }
    }

    private int seed() {
        insert(
                Dataset.ORGANIZATIONS,
                em -> id -> em.persist(new Organization(id, "Organization " + id)));
        insert(
                Dataset.USERS,
                em -> id -> em.persist(new User(id, Dataset.email(id, 0), "User " + id)));
        insert(Dataset.PROJECTS, em -> id -> em.persist(project(em, id)));
        insert(Dataset.TASKS, em -> id -> persistTask(em, id));
        int comments = 0;
        for (int task = 1; task <= Dataset.TASKS; task++) {
            comments += Dataset.commentsOf(task);
            ledger.record(Subject.POSTED, task, Dataset.commentsOf(task));
        }
        return Dataset.ORGANIZATIONS + Dataset.USERS + Dataset.PROJECTS + Dataset.TASKS + comments;
    }

    private static Project project(EntityManager em, int id) {
        var organization = em.getReference(Organization.class, Dataset.organizationOf(id));
        return new Project(id, Dataset.code(id), "Project " + id, organization);
    }

    private static void persistTask(EntityManager em, int id) {
        var project = em.getReference(Project.class, Dataset.projectOf(id));
        var task = new Task(id, "Task " + id, project, user(em, id));
        for (int number = 1; number <= Dataset.commentsOf(id); number++) {
            task.post(user(em, id + number), "Comment " + number + " on task " + id);
        }
        em.persist(task);
        task.getComments().forEach(em::persist);
    }

    private static User user(EntityManager em, int any) {
        return em.getReference(User.class, any % Dataset.USERS + 1);
    }

    private void insert(int rows, Function<EntityManager, IntConsumer> inserter) {
        for (int first = 1; first <= rows; first += ROWS_PER_TRANSACTION) {
            try (var em = board.factory().createEntityManager()) {
                em.getTransaction().begin();
                var insert = inserter.apply(em);
                for (int id = first; id < first + ROWS_PER_TRANSACTION && id <= rows; id++) {
                    insert.accept(id);
                }
                em.getTransaction().commit();
            }
        }
    }
}
