package io.hibernateredis.internal.session;

import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.hibernate.sql.results.jdbc.spi.JdbcValuesMapping;
import org.jspecify.annotations.Nullable;

/** A select that a session is executing. Not thread-safe. */
public final class Operation {

    private final @Nullable Operation outer;
    private final Set<String> tables;
    private List<Runnable> onSuccess = List.of();
    private @Nullable Consumer<List<?>> resultReceiver;
    private @Nullable RowReader reader;
    private @Nullable JdbcValuesMapping mapping;
    private @Nullable ReadResult lookup;
    private @Nullable Entry cachedResult;
    private List<@Nullable Object> cachedRows = List.of();
    private boolean refusesCachedResult;
    private boolean replays;
    private boolean prefetched;

    Operation(@Nullable Operation outer, Set<String> tables) {
        this.outer = outer;
        this.tables = tables;
    }

    /**
     * The operation during which this one is executed; null for the root, which stands for
     * everything outside of selects.
     */
    @Nullable Operation outer() {
        return outer;
    }

    /** The tables that it reads. */
    public Set<String> tables() {
        return tables;
    }

    /**
     * Skips the lookup of the result in its region. If the result is read from the database, it is
     * passed to the receiver instead of the region.
     */
    public void sendResultTo(Consumer<List<?>> receiver) {
        resultReceiver = receiver;
    }

    /** The receiver of the result, or null if it goes to its region. */
    public @Nullable Consumer<List<?>> resultReceiver() {
        return resultReceiver;
    }

    /** The rows come from a cached result, so their content is not sent again. */
    public void replaysCachedResult() {
        replays = true;
    }

    public boolean isReplaying() {
        return replays;
    }

    /** Records how the columns of the result map to values. */
    public void resolved(JdbcValuesMapping columns) {
        mapping = columns;
    }

    /**
     * The mapping given to {@link #resolved}, or null on versions of Hibernate that provide none.
     */
    public @Nullable JdbcValuesMapping mapping() {
        return mapping;
    }

    /**
     * Keeps the answer to the lookup of the result, so that its tables need not be looked up again.
     */
    public void lookedUp(@Nullable ReadResult answer) {
        lookup = answer;
    }

    /** When a table was last written, if the lookup of the result returned it; else null. */
    public @Nullable Long invalidated(Tag table) {
        return lookup != null && lookup.tells(table) ? lookup.invalidated(table) : null;
    }

    /** Records that a cached result was found. */
    public void found(Entry result, List<@Nullable Object> rows) {
        cachedResult = result;
        cachedRows = rows;
    }

    @Nullable Entry cachedResult() {
        return cachedResult;
    }

    /** The rows of the cached result; empty if none was found. */
    public List<@Nullable Object> cachedRows() {
        return cachedRows;
    }

    /** Discards a cached result that cannot be used, and skips further lookups. */
    void refuseCachedResult() {
        refusesCachedResult = true;
        cachedResult = null;
        cachedRows = List.of();
    }

    public boolean refusesCachedResult() {
        return refusesCachedResult;
    }

    /** What executes the select, if that is known without a look at the stack. */
    void isReadBy(RowReader known) {
        reader = known;
    }

    /** What executes the select. */
    RowReader reader() {
        if (reader == null) {
            reader = RowReader.current();
        }
        return reader;
    }

    /** Records that entries were prefetched, which are dropped when the operation ends. */
    void prefetched() {
        prefetched = true;
    }

    boolean hasPrefetched() {
        return prefetched;
    }

    void onSuccess(Runnable action) {
        if (onSuccess.isEmpty()) {
            onSuccess = new ArrayList<>();
        }
        onSuccess.add(action);
    }

    void succeeded() {
        onSuccess.forEach(Runnable::run);
    }
}
