package io.hibernateredis.internal.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.hibernate.sql.results.jdbc.spi.JdbcValuesMapping;
import org.jspecify.annotations.Nullable;

/** What is known of a select that is being executed. Not thread-safe. */
final class Operation {

    private final Set<String> tables;
    private final List<Runnable> onSuccess = new ArrayList<>();
    private @Nullable Consumer<List<?>> receiver;
    private @Nullable RowReader reader;
    private @Nullable JdbcValuesMapping mapping;
    private boolean refusesCachedResult;
    private boolean replay;

    Operation(Set<String> tables) {
        this.tables = tables;
    }

    Set<String> tables() {
        return tables;
    }

    void sendTo(Consumer<List<?>> receiver) {
        this.receiver = receiver;
    }

    @Nullable Consumer<List<?>> receiver() {
        return receiver;
    }

    /** Its rows come from a cached result. */
    void replay() {
        replay = true;
    }

    boolean isReplay() {
        return replay;
    }

    /** What becomes of the columns of the result that is being read. */
    void resolved(JdbcValuesMapping columns) {
        mapping = columns;
    }

    /** What was told to {@link #resolved}, or null on a version of Hibernate that does not tell. */
    @Nullable JdbcValuesMapping mapping() {
        return mapping;
    }

    /** A result was found that cannot be used. */
    void refuseCachedResult() {
        refusesCachedResult = true;
    }

    boolean refusesCachedResult() {
        return refusesCachedResult;
    }

    /** By what it is executed. */
    RowReader reader() {
        if (reader == null) {
            reader = RowReader.current();
        }
        return reader;
    }

    void onSuccess(Runnable action) {
        onSuccess.add(action);
    }

    void succeeded() {
        onSuccess.forEach(Runnable::run);
    }
}
