package io.hibernateredis.capture.internal;

import io.hibernateredis.CacheUnreachableException;
import io.hibernateredis.internal.factory.SessionFactoryCache;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.rows.ExternalRow;
import io.hibernateredis.internal.rows.ExternalRows;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * Reads the slot, evicts, and confirms, in a thread of its own: as long as it is not closed, it
 * begins again whatever happens.
 */
public final class Capture implements Runnable {

    private static final String SLOT_IS_ACTIVE = "55006";
    private static final long BEHIND_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long IDLE_MILLIS = 1;

    private final SessionFactoryCache cache;
    private final Source source;
    private final Progress progress;
    private final Slot slot;
    private final Set<Integer> altered = new HashSet<>();
    private long lookedNanos = System.nanoTime() - BEHIND_EVERY_NANOS;
    private final CountDownLatch closed = new CountDownLatch(1);

    public Capture(SessionFactoryCache cache, Source source, Progress progress) {
        this.cache = cache;
        this.source = source;
        this.progress = progress;
        this.slot = new Slot(source.slot());
    }

    /**
     * Checks the database.
     *
     * @throws IllegalStateException if it is not as it has to be
     */
    public void check() throws SQLException {
        try (Connection connection = connect(false)) {
            check(connection);
        }
    }

    private void check(Connection connection) throws SQLException {
        new Requirements(connection, source.publication()).check(mapped().mappedTables());
    }

    private ExternalRows mapped() {
        return cache.rows().external();
    }

    private Connection connect(boolean replication) throws SQLException {
        var properties = new Properties();
        properties.putAll(source.properties());
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.APPLICATION_NAME.set(properties, "hibernate-redis " + source.slot());
        if (replication) {
            PGProperty.REPLICATION.set(properties, "database");
            PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "10");
            PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        }
        return DriverManager.getConnection(source.url(), properties);
    }

    @Override
    public void run() {
        while (!isClosed()) {
            try {
                follow();
            } catch (SQLException e) {
                boolean isActive = SLOT_IS_ACTIVE.equals(e.getSQLState());
                progress.enter(isActive ? Phase.STANDBY : Phase.CONNECTING, e);
            } catch (RuntimeException | Error e) {
                progress.enter(Phase.CONNECTING, e);
            }
            await(source.retry().toMillis());
        }
        progress.enter(Phase.CLOSED, null);
    }

    private void follow() throws SQLException {
        try (Connection control = connect(false)) {
            check(control);
            if (!slot.exists(control)) {
                slot.make(control, () -> evict(everyTable()));
                progress.beginsAnew();
            }
            boolean marks = new Requirements(control, source.publication()).tellsMarks();
            try (Connection connection = connect(true);
                    PGReplicationStream stream = open(connection, marks)) {
                progress.enter(Phase.STREAMING, null);
                read(stream, control);
            }
        }
    }

    private PGReplicationStream open(Connection connection, boolean marks) throws SQLException {
        var stream =
                connection
                        .unwrap(PGConnection.class)
                        .getReplicationAPI()
                        .replicationStream()
                        .logical()
                        .withSlotName(source.slot())
                        .withSlotOption("proto_version", Pgoutput.VERSION)
                        .withSlotOption(
                                "publication_names",
                                "\"" + source.publication().replace("\"", "\"\"") + "\"")
                        .withStatusInterval(1, TimeUnit.SECONDS);
        return (marks ? stream.withSlotOption("messages", true) : stream).start();
    }

    /** What the mapping and the database say of tables. */
    private final class Tables implements Batch.Mapping {

        private final Requirements requirements;

        Tables(Connection control) {
            this.requirements = new Requirements(control, source.publication());
        }

        @Override
        public boolean isMapped(String table) {
            return mapped().isMapped(table);
        }

        @Override
        public @Nullable String nameOf(ExternalRow row) {
            return mapped().nameInLog(row);
        }

        /** Once is enough: when it was, may be known better by what still has to arrive. */
        @Override
        public boolean isAltered(int table) {
            if (!altered.contains(table)) {
                try {
                    if (!requirements.isAltered(table)) {
                        return false;
                    }
                } catch (SQLException e) {
                    throw new IllegalStateException("the database does not tell its triggers", e);
                }
                altered.add(table);
            }
            return true;
        }
    }

    private void read(PGReplicationStream stream, Connection control) throws SQLException {
        var batch = new Batch(new Tables(control));
        while (!isClosed()) {
            var message = stream.readPending();
            progress.inContact();
            if (message != null) {
                batch.add(Pgoutput.read(message));
                progress.received(batch.oldestMicros());
            }
            if (message == null || batch.isFull()) {
                evict(batch, stream, control);
            }
            if (message == null && !batch.isInTransaction()) {
                reached(stream, stream.getLastReceiveLSN().asLong());
                await(IDLE_MILLIS);
            }
            look(control);
        }
        // So that who takes over need not evict the last of it again.
        stream.forceUpdateStatus();
    }

    private void evict(Batch batch, PGReplicationStream stream, Connection control)
            throws SQLException {
        if (!batch.isEmpty()) {
            if (batch.hasOwn()) {
                progress.foundOwn(batch.leaveOwn(now()));
            }
            while (!tryToEvict(batch.toEvict())) {
                stream.forceUpdateStatus();
                look(control);
            }
            progress.evicted(batch);
            batch.evicted();
        }
        if (batch.endLsn() != 0) {
            reached(stream, batch.endLsn());
        }
    }

    /** Unknown if Redis does not tell: then all is evicted, or it is reported that it cannot be. */
    private LoadTime now() {
        try {
            return cache.store().inspector().now();
        } catch (RuntimeException e) {
            return LoadTime.UNKNOWN;
        }
    }

    private void reached(PGReplicationStream stream, long lsn) {
        if (lsn > progress.positionLsn()) {
            var position = LogSequenceNumber.valueOf(lsn);
            stream.setAppliedLSN(position);
            stream.setFlushedLSN(position);
            progress.reached(lsn);
        }
    }

    private void evict(List<ExternalRow> rows) {
        while (!tryToEvict(rows)) {
            progress.inContact();
        }
    }

    /** Returns whether Redis has acknowledged it. */
    private boolean tryToEvict(List<ExternalRow> rows) {
        if (isClosed()) {
            throw new IllegalStateException("closed before Redis could be told");
        }
        try {
            cache.sessions().writtenElsewhere(rows, false);
            if (progress.phase() == Phase.REDIS_UNREACHABLE) {
                progress.enter(Phase.STREAMING, null);
            }
            return true;
        } catch (CacheUnreachableException e) {
            progress.enter(Phase.REDIS_UNREACHABLE, e);
            await(source.retry().toMillis());
            return false;
        }
    }

    private List<ExternalRow> everyTable() {
        List<ExternalRow> all = new ArrayList<>();
        mapped().mappedTables().forEach(table -> all.add(ExternalRow.any(table)));
        return all;
    }

    /** How far it is behind, now and then. */
    private void look(Connection control) throws SQLException {
        if (System.nanoTime() - lookedNanos > BEHIND_EVERY_NANOS) {
            lookedNanos = System.nanoTime();
            progress.behind(behind(control));
        }
    }

    private long behind(Connection control) throws SQLException {
        try (Statement statement = control.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select pg_current_wal_lsn() - '"
                                        + LogSequenceNumber.valueOf(progress.positionLsn())
                                                .asString()
                                        + "'::pg_lsn")) {
            rows.next();
            return Math.max(0, rows.getLong(1));
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void await(long millis) {
        try {
            closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Only its owner ends this thread, by closing it.
            close();
        }
    }

    /** Ends the thread once it has noticed. */
    public void close() {
        closed.countDown();
    }

    /** What a position of the log looks like in PostgreSQL, as a number. */
    public static long lsn(String text) {
        return LogSequenceNumber.valueOf(text).asLong();
    }
}
