package io.hibernateredis.internal.outbox;

import io.hibernateredis.CacheEventListener;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.OnUnreachable;
import io.hibernateredis.internal.delivery.Outbox;
import io.hibernateredis.internal.protocol.Owed;
import io.hibernateredis.internal.protocol.StoreSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The outbox in a table. It has a thread and, while it is used, a connection of its own.
 * Thread-safe.
 */
public final class JdbcOutbox implements Outbox {

    private static final long EVERY_MILLIS = 500;
    private static final long LOOK_EVERY_NANOS = Duration.ofSeconds(10).toNanos();
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final String namespace;
    private final String writer = UUID.randomUUID().toString();
    private final CacheEventListener events;
    private final OutboxTable table;
    private final OwnConnection connection;
    private final ScheduledExecutorService thread;
    private final OutboxAccess access;
    private final Presence presence;
    private volatile @Nullable Relay relay;
    private volatile @Nullable Looks looks;

    /** The one that the settings demand, if they do. */
    public static Outbox of(
            @Nullable OutboxAccess access, StoreSettings settings, CacheEventListener events) {
        return access == null || settings.onUnreachable() != OnUnreachable.OUTBOX
                ? NONE
                : new JdbcOutbox(access, settings.namespace(), events);
    }

    private JdbcOutbox(OutboxAccess access, String namespace, CacheEventListener events) {
        this.access = access;
        this.namespace = namespace;
        this.events = events;
        this.table = new OutboxTable(access, namespace);
        this.connection = new OwnConnection(access);
        this.thread =
                Executors.newSingleThreadScheduledExecutor(
                        task -> {
                            var named = new Thread(task, "hibernate-redis-outbox-" + namespace);
                            named.setDaemon(true);
                            named.setContextClassLoader(JdbcOutbox.class.getClassLoader());
                            return named;
                        });
        this.presence = new Presence(table, connection, thread, namespace, writer, Terms.AGREED);
    }

    @Override
    public boolean isUsed() {
        return true;
    }

    @Override
    public void start(Relay started) {
        relay = started;
        looks = new Looks(table, connection, thread, started, namespace, writer, Terms.AGREED);
        var unused =
                thread.scheduleWithFixedDelay(
                        this::tend, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** What is thrown from here would end the schedule. */
    private void tend() {
        try {
            Looks known = Objects.requireNonNull(looks);
            presence.tend(this::owesNothing);
            boolean due =
                    access.isKnown()
                            && known.isOlderThan(LOOK_EVERY_NANOS)
                            && Objects.requireNonNull(relay).isPossible();
            if (due || known.isBroken()) {
                known.look();
            }
            connection.releaseIfIdle();
        } catch (SQLException | RuntimeException | Error e) {
            OutboxLog.failed("outbox", e);
        }
    }

    private boolean owesNothing() {
        Relay known = Objects.requireNonNull(relay);
        return known.isPossible() && !known.isOwing();
    }

    @Override
    public void write(Owed owed, @Nullable Supplier<Connection> transaction) {
        presence.admit();
        var row =
                new OutboxRow(
                        UUID.randomUUID().toString(),
                        writer,
                        System.currentTimeMillis(),
                        owed.toBytes());
        try {
            if (transaction == null) {
                onThread(
                        () ->
                                connection.call(
                                        c -> {
                                            table.insert(c, row);
                                            return row;
                                        }));
            } else {
                table.insert(transaction.get(), row);
            }
        } catch (SQLException e) {
            throw new OutboxException("a row cannot be inserted", e);
        }
        events.on(Event.OUTBOX_WRITTEN);
    }

    private void onThread(Callable<?> work) {
        var running = thread.submit(work);
        try {
            var unused = running.get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new OutboxException("the table cannot be used", e.getCause());
        } catch (TimeoutException e) {
            throw new OutboxException("the database does not answer within " + LONGEST_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutboxException("interrupted");
        }
    }

    @Override
    public boolean isBroken() {
        Looks known = looks;
        return known != null && known.isBroken();
    }

    @Override
    public boolean admitsReads() {
        Looks known = looks;
        return known != null && known.admitReads();
    }

    /** What this JVM has committed, others find in the table. */
    @Override
    public void close() {
        try {
            onThread(
                    () -> {
                        Relay known = relay;
                        presence.leave(() -> known == null || !known.isCommitting());
                        connection.release();
                        return known;
                    });
        } catch (RuntimeException e) {
            OutboxLog.failed("end of the outbox", e);
        }
        thread.shutdownNow();
    }
}
