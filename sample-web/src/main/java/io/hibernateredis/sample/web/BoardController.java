package io.hibernateredis.sample.web;

import io.hibernateredis.spring.boot.HttpCached;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityNotFoundException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The board over HTTP. Each answer says which instance gave it, and how much SQL that took. */
@RestController
@RequestMapping("/board")
final class BoardController {

    private static final int LONGEST_TITLE = 200;

    private final TaskRepository tasks;
    private final TransactionTemplate transactions;
    private final Statistics statistics;
    private final List<String> instances;

    /** What a client sends. */
    record Change(String title, Task.Status status) {

        Change {
            if (title == null || title.isBlank() || title.length() > LONGEST_TITLE) {
                throw new IllegalArgumentException(
                        "title must have 1 to " + LONGEST_TITLE + " characters");
            }
        }
    }

    /**
     * An answer.
     *
     * @param statements that the instance sent to the database meanwhile, for all of its requests
     */
    record Answer(Object board, long statements, List<String> instances) {}

    BoardController(
            TaskRepository tasks,
            TransactionTemplate transactions,
            EntityManagerFactory factory,
            @Value("${board.instances:}") List<String> instances) {
        this.tasks = tasks;
        this.transactions = transactions;
        this.statistics = factory.unwrap(SessionFactory.class).getStatistics();
        this.instances = instances;
    }

    /** A client that has the board as it is gets a 304, and this is not called. */
    @GetMapping
    @HttpCached(tags = "type:Task")
    Answer board() {
        return answer(
                () -> {
                    Map<Task.Status, List<Task>> columns = new LinkedHashMap<>();
                    for (Task.Status status : Task.Status.values()) {
                        columns.put(status, tasks.findByStatusOrderById(status));
                    }
                    return columns;
                });
    }

    @GetMapping("/tasks/{id}")
    Answer task(@PathVariable long id) {
        return answer(() -> tasks.findById(id).orElseThrow(EntityNotFoundException::new));
    }

    @PostMapping("/tasks")
    @ResponseStatus(HttpStatus.CREATED)
    Answer add(@RequestBody Change change) {
        return answer(() -> tasks.save(new Task(change.title())));
    }

    @PutMapping("/tasks/{id}")
    Answer change(@PathVariable long id, @RequestBody Change change) {
        return answer(
                () -> {
                    Task task = tasks.findById(id).orElseThrow(EntityNotFoundException::new);
                    task.change(change.title(), change.status());
                    return task;
                });
    }

    private Answer answer(Supplier<Object> action) {
        long before = statistics.getPrepareStatementCount();
        Object board = transactions.execute(status -> action.get());
        return new Answer(board, statistics.getPrepareStatementCount() - before, instances);
    }

    @ExceptionHandler(EntityNotFoundException.class)
    @ResponseStatus(HttpStatus.NOT_FOUND)
    void notFound() {}
}
