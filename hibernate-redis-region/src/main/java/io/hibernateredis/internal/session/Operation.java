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
    private final List<Runnable> onSuccess = new ArrayList<>();
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

    /** The operation during which this one is executed; null for what is done outside of all. */
    @Nullable Operation outer() {
        return outer;
    }

    /** The tables that are read. */
    public Set<String> tables() {
        return tables;
    }

    /**
     * The result is not looked up any more; if it is read from the database, it is given to a
     * receiver instead of its region.
     */
    public void sendResultTo(Consumer<List<?>> receiver) {
        resultReceiver = receiver;
    }

    /** What is given the result, or null if its region is. */
    public @Nullable Consumer<List<?>> resultReceiver() {
        return resultReceiver;
    }

    /** The rows come from a cached result, and what they hold is not to be sent again. */
    public void replaysCachedResult() {
        replays = true;
    }

    public boolean isReplaying() {
        return replays;
    }

    /** How the columns of the result become values. */
    public void resolved(JdbcValuesMapping columns) {
        mapping = columns;
    }

    /** The mapping of {@link #resolved}, or null on a version of Hibernate that gives none. */
    public @Nullable JdbcValuesMapping mapping() {
        return mapping;
    }

    /**
     * Keeps what came back when the result was looked up, so that its tables need not be asked for
     * again.
     */
    public void lookedUp(@Nullable ReadResult answer) {
        lookup = answer;
    }

    /** When a table was last written, as far as it came back with the result; else null. */
    public @Nullable Long invalidated(Tag table) {
        return lookup != null && lookup.tells(table) ? lookup.invalidated(table) : null;
    }

    /** A cached result was found. */
    public void found(Entry result, List<@Nullable Object> rows) {
        cachedResult = result;
        cachedRows = rows;
    }

    @Nullable Entry cachedResult() {
        return cachedResult;
    }

    /** The rows of the cached result that was found; empty if none was. */
    public List<@Nullable Object> cachedRows() {
        return cachedRows;
    }

    /** The cached result that was found cannot be used: no other is looked for. */
    void refuseCachedResult() {
        refusesCachedResult = true;
        cachedResult = null;
        cachedRows = List.of();
    }

    public boolean refusesCachedResult() {
        return refusesCachedResult;
    }

    /** By what it is executed. */
    RowReader reader() {
        if (reader == null) {
            reader = RowReader.current();
        }
        return reader;
    }

    /** Entries were fetched that are of use until it is over. */
    void prefetched() {
        prefetched = true;
    }

    boolean hasPrefetched() {
        return prefetched;
    }

    void onSuccess(Runnable action) {
        onSuccess.add(action);
    }

    void succeeded() {
        onSuccess.forEach(Runnable::run);
    }
}
