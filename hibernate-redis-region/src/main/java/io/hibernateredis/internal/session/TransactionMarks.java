package io.hibernateredis.internal.session;

import io.hibernateredis.internal.marks.Marks;
import io.hibernateredis.internal.marks.TransactionMark;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.rows.RowWrite;
import io.hibernateredis.internal.rows.RowWrites;
import io.hibernateredis.internal.store.Store;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.hibernate.cache.CacheException;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/** Marks the transactions of a session in the database's log. Not thread-safe. */
final class TransactionMarks {

    /** A transaction that writes more rows leaves no mark. */
    private static final int MOST_ROWS = 5_000;

    private final Store store;
    private final RowWrites writes;
    private final Supplier<Connection> connection;
    private List<TransactionMark.Row> rows = new ArrayList<>();
    private boolean tooMany;

    /**
     * @param connection of the session's transaction
     */
    TransactionMarks(Store store, RowWrites writes, Supplier<Connection> connection) {
        this.store = store;
        this.writes = writes;
        this.connection = connection;
    }

    /** A row was written in the transaction. */
    void written(SharedSessionContractImplementor session, RowWrite write) {
        tooMany |= rows.size() >= MOST_ROWS;
        String name = tooMany ? null : writes.nameInLog(session, write);
        if (name != null) {
            rows.add(TransactionMark.Row.of(name));
        }
    }

    /**
     * The transaction was announced, and is about to commit.
     *
     * @param before what was known of the index before it was announced
     */
    void announced(LoadTime before) {
        if (rows.isEmpty() || tooMany || !before.isKnown()) {
            return;
        }
        var lease = store.settings().lease();
        long until = before.clock() + TimeUnit.NANOSECONDS.toMicros(lease.toNanos());
        var mark = new TransactionMark(before.nonce(), until, rows);
        try {
            Marks.leave(connection.get(), mark);
        } catch (SQLException e) {
            throw new CacheException(
                    "hibernate.cache.redis.capture_marks must be false, because the database takes"
                            + " no mark: "
                            + e.getMessage(),
                    e);
        }
    }

    void ended() {
        rows = new ArrayList<>();
        tooMany = false;
    }
}
