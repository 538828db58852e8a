package io.hibernateredis.region;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is known of a select that is being executed. Not thread-safe. */
final class Operation {

    private final Set<String> tables;
    private final List<Runnable> onSuccess = new ArrayList<>();
    private @Nullable Consumer<List<?>> sink;
    private boolean replay;

    Operation(Set<String> tables) {
        this.tables = tables;
    }

    Set<String> tables() {
        return tables;
    }

    void sendTo(Consumer<List<?>> receiver) {
        sink = receiver;
    }

    @Nullable Consumer<List<?>> sink() {
        return sink;
    }

    /** Its rows come from a cached result. */
    void replay() {
        replay = true;
    }

    boolean isReplay() {
        return replay;
    }

    void onSuccess(Runnable action) {
        onSuccess.add(action);
    }

    void succeeded() {
        onSuccess.forEach(Runnable::run);
    }
}
