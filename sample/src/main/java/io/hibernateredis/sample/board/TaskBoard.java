package io.hibernateredis.sample.board;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.List;
import org.hibernate.KeyType;
import org.jspecify.annotations.Nullable;

/**
 * What the application does, one method a use case; each runs in the transaction of its entity
 * manager.
 *
 * <p>Confined to one thread, as its entity manager is.
 */
public final class TaskBoard {
    private final EntityManager em;

    public TaskBoard(EntityManager em) {
        this.em = em;
    }

    public Task task(long id) {
        return em.find(Task.class, id);
    }

    public Organization organization(long id) {
        return em.find(Organization.class, id);
    }

    public @Nullable Project projectByCode(String code) {
        return em.find(Project.class, code, KeyType.NATURAL);
    }

    public @Nullable User userByEmail(String email) {
        return em.find(User.class, email, KeyType.NATURAL);
    }

    /**
     * The tasks of a project in one status, by a query whose result is cached if query caching is
     * on.
     */
    public List<Task> tasksOf(long projectId, TaskStatus status) {
        return em.createQuery(
                        "select t from Task t where t.project.id = :project and t.status = :status"
                                + " order by t.id",
                        Task.class)
                .setParameter("project", projectId)
                .setParameter("status", status)
                .setHint("org.hibernate.cacheable", true)
                .getResultList();
    }

    public Comment post(Task task, long authorId, String text) {
        var comment = task.post(em.getReference(User.class, authorId), text);
        em.persist(comment);
        return comment;
    }

    public void delete(Comment comment) {
        comment.getTask().getComments().remove(comment);
        em.remove(comment);
    }

    public void assign(Task task, long userId) {
        task.assign(em.getReference(User.class, userId));
    }

    /** Renames a project under a row lock, because it has no version. */
    public Project rename(long projectId, String name) {
        var project = em.find(Project.class, projectId, LockModeType.PESSIMISTIC_WRITE);
        project.rename(name);
        return project;
    }

    /** Loads a user under a row lock, because it has no version. */
    public User lockUser(long userId) {
        return em.find(User.class, userId, LockModeType.PESSIMISTIC_WRITE);
    }

    /** Moves all tasks of a project from one status to another in one statement. */
    public int moveAll(long projectId, TaskStatus from, TaskStatus to) {
        return em.createQuery(
                        "update Task t set t.status = :to, t.revision = t.revision + 1"
                                + " where t.project.id = :project and t.status = :from")
                .setParameter("to", to)
                .setParameter("project", projectId)
                .setParameter("from", from)
                .executeUpdate();
    }

    /** The ids and revisions of a project's tasks, straight from the database. */
    public List<Object[]> revisions(long projectId) {
        return em.createQuery(
                        "select t.id, t.revision from Task t where t.project.id = :project",
                        Object[].class)
                .setParameter("project", projectId)
                .getResultList();
    }
}
