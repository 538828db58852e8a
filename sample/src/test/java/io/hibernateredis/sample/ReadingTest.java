package io.hibernateredis.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.sample.Ledger.Subject;
import io.hibernateredis.sample.board.Organization;
import io.hibernateredis.sample.board.Project;
import io.hibernateredis.sample.board.Task;
import io.hibernateredis.sample.board.TaskStatus;
import io.hibernateredis.sample.board.User;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingTest {
    @TempDir Path directory;

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final StaleReads stale = new StaleReads(new PrintStream(told, true, UTF_8));
    private final User user = new User(1, Dataset.email(1, 0), "User");
    private final Project project =
            new Project(1, Dataset.code(1), "Project", new Organization(1, "Organization"));
    private final Task task = new Task(1, "Task", project, user);
    private Ledger ledger;

    @BeforeEach
    void openLedger() throws IOException {
        ledger = Ledger.open(directory.resolve("ledger"));
    }

    private Reading begin() {
        return new Reading(ledger, stale);
    }

    @Test
    void entity_asLastCommitted_isFresh() {
        project.rename("committed");
        ledger.record(Subject.PROJECT, 1, 1);

        begin().saw(project);

        assertThat(stale.count()).isZero();
    }

    @Test
    void entity_olderThanACommitBeforeTheBegin_isStale() {
        ledger.record(Subject.PROJECT, 1, 1);

        begin().saw(project);

        assertThat(stale.count()).isEqualTo(1);
        assertThat(told.toString(UTF_8))
                .contains(
                        "PROJECT 1 in revision 0, but 1 was committed before the transaction"
                                + " began");
    }

    @Test
    void entity_olderThanACommitAfterTheBegin_isFresh() {
        var reading = begin();
        ledger.record(Subject.TASK, 1, 1);

        reading.saw(task);

        assertThat(stale.count()).isZero();
    }

    @Test
    void entity_olderThanTheCommitBeforeTheBeginAndUpdatedSince_isStale() {
        ledger.record(Subject.TASK, 1, 1);
        var reading = begin();
        ledger.record(Subject.TASK, 1, 2);

        reading.saw(task);

        assertThat(stale.count()).isEqualTo(1);
    }

    @Test
    void entity_asItWasRolledBack_isStale() {
        project.rename(Dataset.NEVER_COMMITTED);

        begin().saw(project);

        assertThat(stale.count()).isEqualTo(1);
    }

    @Test
    void comments_asLastCommitted_areFresh() {
        post(3);
        task.getComments().remove(0);
        ledger.record(Subject.POSTED, 1, 3);
        ledger.record(Subject.DELETE_ATTEMPT, 1, 1);
        ledger.record(Subject.DELETED, 1, 1);

        begin().sawCommentsOf(task);

        assertThat(stale.count()).isZero();
    }

    @Test
    void comments_withoutOnePostedBeforeTheBegin_areStale() {
        post(2);
        ledger.record(Subject.POSTED, 1, 3);

        begin().sawCommentsOf(task);

        assertThat(stale.count()).isEqualTo(1);
        assertThat(told.toString(UTF_8)).contains("task 1 lacks comment 3 of 3");
    }

    @Test
    void comments_withoutOnePostedAfterTheBegin_areFresh() {
        post(2);
        ledger.record(Subject.POSTED, 1, 2);
        var reading = begin();
        ledger.record(Subject.POSTED, 1, 3);

        reading.sawCommentsOf(task);

        assertThat(stale.count()).isZero();
    }

    @Test
    void comments_withOneDeletedBeforeTheBegin_areStale() {
        post(2);
        ledger.record(Subject.POSTED, 1, 2);
        ledger.record(Subject.DELETE_ATTEMPT, 1, 1);
        ledger.record(Subject.DELETED, 1, 1);

        begin().sawCommentsOf(task);

        assertThat(stale.count()).isEqualTo(1);
    }

    @Test
    void comments_whileOneIsBeingDeleted_areFreshWithItAndWithout() {
        post(2);
        ledger.record(Subject.POSTED, 1, 2);
        var reading = begin();
        ledger.record(Subject.DELETE_ATTEMPT, 1, 1);

        reading.sawCommentsOf(task);
        task.getComments().remove(0);
        reading.sawCommentsOf(task);

        assertThat(stale.count()).isZero();
    }

    @Test
    void email_thatResolvesToNobody_isStaleUnlessItIsBeingChanged() {
        var reading = begin();
        reading.sawByEmail(null, 1, 0);
        assertThat(stale.count()).isEqualTo(1);

        ledger.record(Subject.USER_ATTEMPT, 1, 1);
        reading.sawByEmail(null, 1, 0);
        assertThat(stale.count()).isEqualTo(1);
    }

    @Test
    void email_givenUpBeforeTheBeginThatStillResolves_isStale() {
        begin().sawByFormerEmail(null, Dataset.email(1, 0));
        assertThat(stale.count()).isZero();

        begin().sawByFormerEmail(user, Dataset.email(1, 0));
        assertThat(stale.count()).isEqualTo(1);
    }

    @Test
    void query_withATaskOfAnotherStatus_isStaleUnlessItIsBeingChanged() {
        var reading = begin();
        reading.sawTasksIn(TaskStatus.OPEN, List.of(task));
        assertThat(stale.count()).isZero();

        reading.sawTasksIn(TaskStatus.DONE, List.of(task));
        assertThat(stale.count()).isEqualTo(1);

        ledger.record(Subject.TASK_ATTEMPT, 1, 1);
        reading.sawTasksIn(TaskStatus.DONE, List.of(task));
        assertThat(stale.count()).isEqualTo(1);
    }

    private void post(int comments) {
        for (int comment = 0; comment < comments; comment++) {
            task.post(user, "Comment");
        }
    }
}
