package io.hibernateredis.benchmarks.workload;

import io.hibernateredis.benchmarks.model.Dataset;
import io.hibernateredis.benchmarks.model.Project;
import io.hibernateredis.benchmarks.model.Task;
import io.hibernateredis.benchmarks.workload.WorkingSet.Rows;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.RollbackException;
import java.util.List;
import org.hibernate.KeyType;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;

/**
 * 95 % reads, 5 % writes of projects and their tasks, whose popularity follows Zipf's law, over two
 * session factories, as two JVMs would.
 *
 * <p>A read is stale if what it yields is older than the last commit that had returned before the
 * read began.
 */
final class Mix implements Workload {
    static final String NAME = "mix, 95 % reads";

    private static final int WRITES_PERCENT = 5;
    private static final double EXPONENT = 0.99;

    private final int entries;
    private final Zipf popularity;
    private final Ledger projects;
    private final Ledger tasks;

    /**
     * @param entries tasks, of which 20 belong to a project
     */
    Mix(int entries) {
        this.entries = entries;
        popularity = new Zipf(projects(), EXPONENT);
        projects = new Ledger(projects());
        tasks = new Ledger(entries);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int entries() {
        return entries;
    }

    private int projects() {
        return entries / Dataset.TASKS_PER_PROJECT;
    }

    @Override
    public int factories() {
        return 2;
    }

    @Override
    public void prepare(SessionFactory factory) {
        WorkingSet.cache(factory, Rows.PROJECTS, projects());
        WorkingSet.cacheResults(
                factory,
                NAME,
                projects(),
                project -> factory.inTransaction(session -> tasksOf(session, project)));
    }

    @Override
    public void run(Client client) {
        long project = popularity.next(client.random());
        int draw = client.random().nextInt(100);
        if (draw < WRITES_PERCENT) {
            write(client, project);
        } else {
            read(client, project, draw % 4);
        }
    }

    private void read(Client client, long project, int how) {
        var before = new Snapshot(project);
        switch (how) {
            case 0 ->
                    before.compare(
                            client,
                            client.fetch(s -> Found.require(s.find(Project.class, project))),
                            List.of());
            case 1 -> before.compare(client, client.fetch(s -> byCode(s, project)), List.of());
            case 2 ->
                    client.transact(
                            session -> {
                                var found = Found.require(session.find(Project.class, project));
                                before.compare(client, found, found.getTasks());
                            });
            default -> before.compare(client, null, client.fetch(s -> tasksOf(s, project)));
        }
    }

    private static Project byCode(Session session, long project) {
        return Found.require(
                session.find(Project.class, Dataset.projectCode(project), KeyType.NATURAL));
    }

    private static List<Task> tasksOf(Session session, long project) {
        return session.createSelectionQuery(
                        "from Task where project.id = :project order by id", Task.class)
                .setParameter("project", project)
                .setCacheable(true)
                .getResultList();
    }

    private void write(Client client, long project) {
        boolean task = client.random().nextBoolean();
        long id = task ? Dataset.taskOf(project, client.random().nextInt(20)) : project;
        try {
            if (task) {
                var changed = client.fetch(session -> retitle(session, id));
                tasks.commit(id, changed.getRevision());
            } else {
                var changed = client.fetch(session -> rename(session, id));
                projects.commit(id, changed.getRevision());
            }
        } catch (OptimisticLockException e) {
            client.lostAgainstAnother();
        } catch (RollbackException e) {
            if (!(e.getCause() instanceof OptimisticLockException)) {
                throw e;
            }
            client.lostAgainstAnother();
        }
    }

    private static Task retitle(Session session, long id) {
        var task = Found.require(session.find(Task.class, id));
        task.retitle("card " + id + " in revision " + (task.getRevision() + 1));
        return task;
    }

    private static Project rename(Session session, long id) {
        var project = Found.require(session.find(Project.class, id));
        project.rename("project " + id + " in revision " + (project.getRevision() + 1));
        return project;
    }

    /** What was committed before a read began. */
    private final class Snapshot {
        private final long project;
        private final long revision;
        private final long[] revisionsOfTasks = new long[Dataset.TASKS_PER_PROJECT];

        Snapshot(long project) {
            this.project = project;
            revision = projects.committed(project);
            for (int nth = 0; nth < revisionsOfTasks.length; nth++) {
                revisionsOfTasks[nth] = tasks.committed(Dataset.taskOf(project, nth));
            }
        }

        void compare(Client client, @Nullable Project found, List<Task> foundTasks) {
            boolean stale = found != null && found.getRevision() < revision;
            for (Task task : foundTasks) {
                int nth = (int) (task.getId() - Dataset.taskOf(project, 0));
                stale |= task.getRevision() < revisionsOfTasks[nth];
            }
            if (stale) {
                client.sawStale();
            }
        }
    }
}
