package io.hibernateredis.sample;

import io.hibernateredis.sample.Ledger.Subject;
import io.hibernateredis.sample.board.Comment;
import io.hibernateredis.sample.board.Task;
import io.hibernateredis.sample.board.TaskBoard;
import io.hibernateredis.sample.board.TaskStatus;
import java.util.List;

/** The requests that write; what they have committed they record in the ledger. */
final class Writes {
    private final Ledger ledger;

    Writes(Ledger ledger) {
        this.ledger = ledger;
    }

    Request.Body retitle(long taskId, String title, TaskStatus status) {
        return (board, reading) -> {
            Task task = taskToUpdate(board, reading, taskId);
            task.retitle(title, status);
            return () -> ledger.record(Subject.TASK, taskId, task.getRevision());
        };
    }

    Request.Body assign(long taskId, long userId) {
        return (board, reading) -> {
            Task task = taskToUpdate(board, reading, taskId);
            board.assign(task, userId);
            return () -> ledger.record(Subject.TASK, taskId, task.getRevision());
        };
    }

    Request.Body rename(long projectId, String name) {
        return (board, reading) -> {
            var project = board.rename(projectId, name);
            return () -> ledger.record(Subject.PROJECT, projectId, project.getRevision());
        };
    }

    Request.Body changeEmail(long userId) {
        return (board, reading) -> {
            var user = board.lockUser(userId);
            long revision = user.getRevision() + 1;
            ledger.record(Subject.USER_ATTEMPT, userId, revision);
            user.moveTo(Dataset.email(userId, revision));
            return () -> ledger.record(Subject.USER, userId, revision);
        };
    }

    /** Posts a comment to a task, or deletes the oldest if the task has enough of them. */
    Request.Body comment(long taskId, long authorId, String text) {
        return (board, reading) -> {
            Task task = board.task(taskId);
            reading.saw(task);
            reading.sawCommentsOf(task);
            return task.getComments().size() < Dataset.MAX_COMMENTS
                    ? post(board, task, authorId, text)
                    : deleteOldest(board, task);
        };
    }

    private Runnable post(TaskBoard board, Task task, long authorId, String text) {
        ledger.record(Subject.TASK_ATTEMPT, task.getId(), task.getRevision() + 1);
        Comment comment = board.post(task, authorId, text);
        return () -> {
            ledger.record(Subject.POSTED, task.getId(), comment.getNumber());
            ledger.record(Subject.TASK, task.getId(), task.getRevision());
        };
    }

    private Runnable deleteOldest(TaskBoard board, Task task) {
        Comment oldest = task.getComments().get(0);
        ledger.record(Subject.DELETE_ATTEMPT, task.getId(), oldest.getNumber());
        board.delete(oldest);
        return () -> ledger.record(Subject.DELETED, task.getId(), oldest.getNumber());
    }

    /**
     * Moves all tasks of a project to another status by one statement, then reads back what it did.
     */
    Request.Body moveAll(long projectId, TaskStatus from, TaskStatus to) {
        return (board, reading) -> {
            board.moveAll(projectId, from, to);
            List<Object[]> revisions = board.revisions(projectId);
            revisions.forEach(
                    row -> ledger.record(Subject.TASK_ATTEMPT, (long) row[0], (long) row[1]));
            return () ->
                    revisions.forEach(
                            row -> ledger.record(Subject.TASK, (long) row[0], (long) row[1]));
        };
    }

    private Task taskToUpdate(TaskBoard board, Reading reading, long id) {
        Task task = board.task(id);
        reading.saw(task);
        ledger.record(Subject.TASK_ATTEMPT, id, task.getRevision() + 1);
        return task;
    }
}
