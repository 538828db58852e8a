package io.hibernateredis.sample;

import io.hibernateredis.sample.Ledger.Subject;
import io.hibernateredis.sample.board.Comment;
import io.hibernateredis.sample.board.Organization;
import io.hibernateredis.sample.board.Project;
import io.hibernateredis.sample.board.Task;
import io.hibernateredis.sample.board.TaskStatus;
import io.hibernateredis.sample.board.User;
import jakarta.persistence.EntityNotFoundException;
import jakarta.persistence.OptimisticLockException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.ObjectNotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * Compares what one transaction reads with what was known to be committed before it began.
 *
 * <p>Sound: a read is called stale only if a commit that it misses had returned before the
 * transaction began, so no timing of concurrent transactions raises a false alarm (given that a
 * statement sees every commit before it, as under READ COMMITTED). Everything is asked
 * <em>after</em> the read, by the tick noted before. Confined to one thread.
 */
final class Reading {
    private final Ledger ledger;
    private final StaleReads stale;
    private final long tick;

    /** Notes the present; to be called before the transaction begins. */
    Reading(Ledger ledger, StaleReads stale) {
        this.ledger = ledger;
        this.stale = stale;
        this.tick = ledger.now();
    }

    /** A revision that was committed before this transaction began; 0 if none is known. */
    long committed(Subject subject, long id) {
        return ledger.recordedBy(tick, subject, id);
    }

    void saw(Task task) {
        check(Subject.TASK, task.getId(), task.getRevision(), task.getTitle());
    }

    void saw(Project project) {
        check(Subject.PROJECT, project.getId(), project.getRevision(), project.getName());
    }

    void saw(User user) {
        check(Subject.USER, user.getId(), user.getRevision(), user.getName());
    }

    void saw(Organization organization) {
        int size = organization.getProjects().size();
        if (size != Dataset.PROJECTS_PER_ORGANIZATION) {
            stale.found("organization %d has %d projects".formatted(organization.getId(), size));
        }
    }

    /**
     * Checks a task's comments: numbered as they are posted and deleted from the oldest, they must
     * be all those up to the last one posted and none of those up to the last one deleted.
     *
     * @throws OptimisticLockException if a comment vanished between the reading of the collection's
     *     ids and its own
     */
    void sawCommentsOf(Task task) {
        long posted = committed(Subject.POSTED, task.getId());
        long deleted = committed(Subject.DELETED, task.getId());
        var numbers = numbersOf(task, deleted);
        long perhapsDeleted = ledger.latest(Subject.DELETE_ATTEMPT, task.getId());
        for (long number : numbers) {
            if (number <= deleted) {
                stale.found(
                        "task %d shows comment %d, which was deleted"
                                .formatted(task.getId(), number));
            }
        }
        for (long number = Math.max(perhapsDeleted, deleted) + 1; number <= posted; number++) {
            if (!numbers.contains(number)) {
                stale.found(
                        "task %d lacks comment %d of %d".formatted(task.getId(), number, posted));
            }
        }
    }

    private Set<Long> numbersOf(Task task, long deleted) {
        try {
            var numbers = new HashSet<Long>();
            for (Comment comment : task.getComments()) {
                numbers.add(comment.getNumber());
                checkText("comment", comment.getId(), comment.getText());
            }
            return numbers;
        } catch (EntityNotFoundException | ObjectNotFoundException e) {
            if (ledger.latest(Subject.DELETE_ATTEMPT, task.getId()) <= deleted) {
                stale.found(
                        "task %d refers to a comment that was deleted: %s"
                                .formatted(task.getId(), e));
            }
            throw new OptimisticLockException("a comment was deleted while it was read", e);
        }
    }

    /**
     * Checks the user found by the address of a revision that was committed before this transaction
     * began.
     */
    void sawByEmail(@Nullable User user, long id, long revision) {
        if (user != null) {
            saw(user);
            if (user.getId() != id) {
                stale.found(
                        "%s resolves to user %d"
                                .formatted(Dataset.email(id, revision), user.getId()));
            }
        } else if (ledger.latest(Subject.USER_ATTEMPT, id) <= revision) {
            stale.found("%s resolves to nobody".formatted(Dataset.email(id, revision)));
        }
    }

    /**
     * Checks that no user is found by an address that was given up before this transaction began.
     */
    void sawByFormerEmail(@Nullable User user, String email) {
        if (user != null) {
            stale.found("%s, given up before, resolves to user %d".formatted(email, user.getId()));
        }
    }

    /**
     * Checks the result of the query for tasks in a status: a task in another status may be there
     * only if someone changed it meanwhile, or tried to.
     */
    void sawTasksIn(TaskStatus status, List<Task> tasks) {
        for (Task task : tasks) {
            saw(task);
            long committed = committed(Subject.TASK, task.getId());
            if (task.getStatus() != status
                    && task.getRevision() == committed
                    && ledger.latest(Subject.TASK_ATTEMPT, task.getId()) <= committed) {
                stale.found("a query for %s tasks yields task %d".formatted(status, task.getId()));
            }
        }
    }

    private void check(Subject subject, long id, long revision, String text) {
        long committed = committed(subject, id);
        if (revision < committed) {
            stale.found(
                    "%s %d in revision %d, but %d was committed before the transaction began"
                            .formatted(subject, id, revision, committed));
        }
        checkText(subject.toString(), id, text);
    }

    private void checkText(String what, long id, String text) {
        if (text.equals(Dataset.NEVER_COMMITTED)) {
            stale.found("%s %d shows what was rolled back".formatted(what, id));
        }
    }
}
