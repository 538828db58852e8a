package io.hibernateredis.internal.session;

import io.hibernateredis.internal.protocol.ComputeLock;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.sql.exec.spi.ExecutionContext;
import org.hibernate.sql.results.jdbc.spi.JdbcValuesMapping;
import org.jspecify.annotations.Nullable;

/**
 * The nested selects that a session is executing. What they load is sent to Redis in one message
 * when the outermost one ends. Not thread-safe.
 */
public final class Operations {

    private final SharedSessionContractImplementor session;
    private final SessionWork work;
    private final UnitOfWork unit;
    private final boolean statementSnapshots;
    private final List<Runnable> afterOutermost = new ArrayList<>();
    private Operation current = new Operation(null, Set.of());
    private boolean scrollsNatively;

    Operations(
            SharedSessionContractImplementor session,
            SessionWork work,
            boolean statementSnapshots) {
        this.session = session;
        this.work = work;
        this.unit = work.unit();
        this.statementSnapshots = statementSnapshots;
    }

    /** The innermost operation; outside of all selects, an operation without tables. */
    public Operation current() {
        return current;
    }

    public boolean isRunning() {
        return current.outer() != null;
    }

    /** Begins an operation; must be followed by {@link #leave}. */
    public void enter(Set<String> tables, ExecutionContext context) {
        if (!isRunning() && statementSnapshots) {
            unit.statementBegins();
        }
        current = new Operation(current, tables);
        if (RowReader.isLoader(context)) {
            current.isReadBy(RowReader.LOADER);
        }
    }

    /** Ends the innermost operation. */
    public void leave() {
        Operation over = current;
        Operation outer = over.outer();
        if (outer == null) {
            throw new IllegalStateException("no operation is being executed");
        }
        current = outer;
        if (over.hasPrefetched()) {
            unit.dropPrefetched();
        }
        if (!isRunning()) {
            try {
                unit.endOperation();
            } finally {
                List<Runnable> due = List.copyOf(afterOutermost);
                afterOutermost.clear();
                due.forEach(Runnable::run);
            }
        }
    }

    /**
     * Runs an action once the current operation has read all its rows, because Hibernate also puts
     * results whose reading failed half-way.
     */
    public void onSuccess(Runnable action) {
        if (isRunning()) {
            current.onSuccess(action);
        } else {
            action.run();
        }
    }

    /** Called when the current operation has read all its rows. */
    public void succeeded() {
        current.succeeded();
    }

    /** Runs an action when everything that the outermost operation loaded was sent. */
    public void afterOutermost(Runnable action) {
        afterOutermost.add(action);
    }

    /** Sends what was loaded if neither the end of an operation nor of a transaction will do it. */
    public void loadedSomething() {
        if (!isRunning() && !work.isInTransaction()) {
            unit.endOperation();
        }
    }

    /** Whether rows are being read by one of Hibernate's loaders, and not by a query. */
    public boolean isLoader() {
        return reader() == RowReader.LOADER;
    }

    /**
     * Whether rows are being read by a native query or a procedure, so that they may differ from
     * the mapped rows.
     */
    public boolean isNative() {
        RowReader reader = reader();
        return reader == RowReader.NATIVE
                || (reader == RowReader.SCROLL
                        && (scrollsNatively || !HibernateVersion.scopesOperations()));
    }

    private RowReader reader() {
        return isRunning() ? current.reader() : RowReader.current();
    }

    /** The rows of a native query will be scrolled. */
    public void scrollsNatively() {
        scrollsNatively = true;
    }

    /**
     * Discards the cached result of the current operation, which cannot be used, and skips further
     * lookups.
     */
    public void refuseCachedResult() {
        current.refuseCachedResult();
        unit.dropPrefetched();
    }

    /**
     * Reads a result, and the entries that were fetched after it the last time, in one round trip.
     */
    public @Nullable ReadResult read(Entry result, Set<Tag> tags, @Nullable ComputeLock lock) {
        if (work.awaitsSnapshot()) {
            return null;
        }
        if (!isRunning() || !session.getCacheMode().isGetEnabled()) {
            return unit.read(List.of(result), tags, lock);
        }
        current.prefetched();
        return unit.readAhead(result, tags, lock);
    }

    /** As {@link #prefetch}, for the cached result just found. */
    public void prefetchAfterCachedResult(JdbcValuesMapping mapping) {
        Entry result = current.cachedResult();
        if (result != null) {
            prefetch(result, ShallowResults.of(mapping), current.cachedRows());
        }
    }

    /**
     * Fetches the entities that a result identifies only by id, and that the current operation is
     * about to get; the rest is dropped when it ends.
     *
     * @param rows the cached rows, followed by their number
     */
    public void prefetch(Entry result, ShallowResults entities, List<?> rows) {
        if (session.getCacheMode().isGetEnabled()) {
            current.prefetched();
            unit.prefetch(result, entities.entries(session, rows));
        }
    }

    void transactionEnded() {
        current.lookedUp(null);
    }
}
