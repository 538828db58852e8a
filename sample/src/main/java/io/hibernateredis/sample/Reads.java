package io.hibernateredis.sample;

import io.hibernateredis.sample.Ledger.Subject;
import io.hibernateredis.sample.board.Project;
import io.hibernateredis.sample.board.Task;
import io.hibernateredis.sample.board.TaskStatus;
import java.util.Objects;

/** The requests that read: each shows a page and checks all it has read. */
final class Reads {
    private Reads() {}

    static Request task(long id) {
        return Request.reads((board, reading) -> reading.saw(board.task(id)));
    }

    /** The page of a task: the task, its project, its assignee and its comments. */
    static Request taskPage(long id) {
        return Request.reads(
                (board, reading) -> {
                    Task task = board.task(id);
                    reading.saw(task);
                    reading.saw(task.getProject());
                    reading.saw(task.getAssignee());
                    reading.sawCommentsOf(task);
                });
    }

    static Request assigneeOf(long taskId) {
        return Request.reads(
                (board, reading) -> {
                    Task task = board.task(taskId);
                    reading.saw(task);
                    reading.saw(task.getAssignee());
                });
    }

    static Request projectByCode(int id) {
        return Request.reads(
                (board, reading) -> {
                    Project project = Objects.requireNonNull(board.projectByCode(Dataset.code(id)));
                    reading.saw(project);
                    Objects.requireNonNull(project.getOrganization().getName());
                });
    }

    static Request organizationPage(int id) {
        return Request.reads(
                (board, reading) -> {
                    var organization = board.organization(id);
                    reading.saw(organization);
                    organization.getProjects().forEach(reading::saw);
                });
    }

    static Request userByEmail(int id) {
        return Request.reads(
                (board, reading) -> {
                    long revision = reading.committed(Subject.USER, id);
                    var user = board.userByEmail(Dataset.email(id, revision));
                    reading.sawByEmail(user, id, revision);
                });
    }

    /** Looks for a user by the address before the present one, if there ever was one. */
    static Request userByFormerEmail(int id) {
        return Request.reads(
                (board, reading) -> {
                    long revision = reading.committed(Subject.USER, id);
                    if (revision == 0) {
                        reading.sawByEmail(board.userByEmail(Dataset.email(id, 0)), id, 0);
                        return;
                    }
                    String former = Dataset.email(id, revision - 1);
                    reading.sawByFormerEmail(board.userByEmail(former), former);
                });
    }

    static Request tasksOf(int projectId, TaskStatus status) {
        return Request.reads(
                (board, reading) -> reading.sawTasksIn(status, board.tasksOf(projectId, status)));
    }
}
