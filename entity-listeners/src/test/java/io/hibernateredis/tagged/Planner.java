package io.hibernateredis.tagged;

import io.hibernateredis.region.Cluster;
import io.hibernateredis.tags.CacheTags;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Version;
import java.time.LocalDate;
import java.util.List;
import org.hibernate.SessionFactory;

/** Projects and their tasks, which are not cached themselves. */
public final class Planner {

    public static final Class<?>[] ENTITIES = {Project.class, Task.class};

    private Planner() {}

    @Entity(name = "Project")
    @CacheTags("project:{id}")
    public static class Project {
        @Id Long id;
        @Version int version;
        public String name;

        Project() {}

        Project(long id) {
            this.id = id;
            this.name = "project " + id;
        }
    }

    @Entity(name = "Task")
    @CacheTags("tasks-of:{project.id}")
    static class Task {
        @Id Long id;
        @Version int version;
        String title;
        int points;
        Double weight;

        @ManyToOne(fetch = FetchType.LAZY)
        Project project;

        @Column(name = "due_on")
        LocalDate due;

        Task() {}

        Task(long id, Project project, int points) {
            this.id = id;
            this.title = "task " + id;
            this.project = project;
            this.points = points;
        }
    }

    record TaskView(long id, String title, int points, LocalDate due) {}

    /** Two projects of two tasks each, of one point. */
    public static void fill(SessionFactory factory) {
        Cluster.inTransaction(
                factory,
                session -> {
                    for (long p = 1; p <= 2; p++) {
                        var project = new Project(p);
                        session.persist(project);
                        session.persist(new Task(p * 10 + 1, project, 1));
                        session.persist(new Task(p * 10 + 2, project, 1));
                    }
                });
    }

    public static long points(SessionFactory factory, long project) {
        return Cluster.fromTransaction(factory, session -> points(session, project));
    }

    public static long points(org.hibernate.SharedSessionContract session, long project) {
        return session.createSelectionQuery(
                        "select sum(points) from Task where project.id = :project", Long.class)
                .setParameter("project", project)
                .getSingleResult();
    }

    static List<TaskView> tasks(SessionFactory factory, long project) {
        return Cluster.fromTransaction(
                factory,
                session ->
                        session
                                .createSelectionQuery(
                                        "from Task where project.id = :project order by id",
                                        Task.class)
                                .setParameter("project", project)
                                .list()
                                .stream()
                                .map(t -> new TaskView(t.id, t.title, t.points, t.due))
                                .toList());
    }

    public static void setPoints(SessionFactory factory, long task, int points) {
        Cluster.inTransaction(factory, session -> session.find(Task.class, task).points = points);
    }
}
