package io.hibernateredis.spring.boot;

import com.example.board.Board;
import com.example.board.BoardApplication;
import com.example.board.BoardRepository;
import com.example.board.ProbeController;
import com.example.board.Task;
import com.example.board.TaskRepository;
import jakarta.persistence.EntityManagerFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

/** An instance of the application of boards, which serves HTTP. */
final class Boards implements AutoCloseable {

    private static final String[] STANDARD = {
        "server.port=0",
        "spring.main.banner-mode=off",
        "spring.flyway.enabled=false",
        "spring.liquibase.enabled=false",
        // A machine that is busy with other things must not fail a test.
        "hibernate-redis.trust=10s",
        "hibernate-redis.read-timeout=10s",
        "spring.jpa.hibernate.ddl-auto=none",
    };

    private final ConfigurableApplicationContext context;

    private Boards(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Without the filters of Spring Security. */
    static Boards start(String... properties) {
        return start(properties, new CommitHooks());
    }

    static Boards start(String[] properties, CommitHooks hooks) {
        var all = new ArrayList<>(List.of(properties));
        all.add(Library.WITHOUT_SECURITY);
        return start(List.of(), hooks, all.toArray(String[]::new));
    }

    /**
     * @param sources configuration beside the application
     */
    static Boards start(List<Class<?>> sources, CommitHooks hooks, String... properties) {
        List<String> all = new ArrayList<>(Arrays.asList(STANDARD));
        all.addAll(Arrays.asList(properties));
        return new Boards(
                new SpringApplicationBuilder(BoardApplication.class)
                        .sources(sources.toArray(Class<?>[]::new))
                        .initializers(
                                context ->
                                        context.getBeanFactory()
                                                .registerSingleton("commitHooks", hooks))
                        .properties(all.toArray(String[]::new))
                        .run());
    }

    /** Two boards of two tasks each. */
    Boards fill() {
        inTransaction(
                () -> {
                    for (long id = 1; id <= 2; id++) {
                        Board board = boards().save(new Board(id, "Board " + id));
                        tasks().save(new Task(id * 10 + 1, board));
                        tasks().save(new Task(id * 10 + 2, board));
                    }
                });
        return this;
    }

    void inTransaction(Runnable action) {
        context.getBean(TransactionTemplate.class).executeWithoutResult(status -> action.run());
    }

    void setPoints(long task, int points) {
        inTransaction(() -> tasks().findById(task).orElseThrow().setPoints(points));
    }

    EntityManagerFactory factory() {
        return context.getBean(EntityManagerFactory.class);
    }

    BoardRepository boards() {
        return context.getBean(BoardRepository.class);
    }

    TaskRepository tasks() {
        return context.getBean(TaskRepository.class);
    }

    ProbeController probe() {
        return context.getBean(ProbeController.class);
    }

    String url(String path) {
        return "http://localhost:"
                + context.getEnvironment().getProperty("local.server.port")
                + path;
    }

    Http.Answer get(String path, String... headers) {
        return Http.get(url(path), headers);
    }

    /** As a client that has a response of an ETag. */
    Http.Answer revalidate(String path, String etag) {
        return get(path, "If-None-Match", etag);
    }

    @Override
    public void close() {
        context.close();
    }
}
