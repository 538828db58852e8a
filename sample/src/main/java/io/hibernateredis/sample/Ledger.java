package io.hibernateredis.sample;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.Map;

/**
 * What is known to be committed, shared by all JVMs through a memory-mapped file; thread-safe.
 *
 * <p>The first long of the file is a clock that ticks with every record. Each subject (a task, a
 * user, the comments of a task ...) has two longs: its newest record and the one before, each
 * packed as revision (23 bits) and tick (40 bits). A writer records <em>after</em> its commit
 * returned; a reader notes the clock <em>before</em> its transaction begins and asks later for the
 * newest record that is not younger. So it need not know beforehand what it will read. If both
 * records are younger, the answer is 0, so nothing is reported.
 */
final class Ledger {
    /** What revisions are recorded of. */
    enum Subject {
        TASK(Dataset.TASKS),
        /** The revision of an update that may yet fail. */
        TASK_ATTEMPT(Dataset.TASKS),
        PROJECT(Dataset.PROJECTS),
        USER(Dataset.USERS),
        /** The revision of an update that may yet fail. */
        USER_ATTEMPT(Dataset.USERS),
        /** The number of the last comment posted to a task. */
        POSTED(Dataset.TASKS),
        /** The number of the last comment deleted from a task; the oldest goes first. */
        DELETED(Dataset.TASKS),
        /** The number of a comment whose deletion may yet fail. */
        DELETE_ATTEMPT(Dataset.TASKS);

        private final int size;

        Subject(int size) {
            this.size = size;
        }
    }

    private static final VarHandle LONGS =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** The clock has a cache line of its own. */
    private static final int CLOCK_SLOTS = 8;

    private static final int TICK_BITS = 40;
    private static final long TICK_MASK = (1L << TICK_BITS) - 1;
    private static final long MAX_REVISIONS = 1L << 23;

    private final ByteBuffer file;

    /** Where the longs of each subject begin. */
    private final Map<Subject, Integer> firstSlots;

    private Ledger(ByteBuffer file, Map<Subject, Integer> firstSlots) {
        this.file = file;
        this.firstSlots = firstSlots;
    }

    /** Maps a file, which is created, all zero, if it is absent or empty. */
    static Ledger open(Path path) throws IOException {
        var firstSlots = new EnumMap<Subject, Integer>(Subject.class);
        int slots = CLOCK_SLOTS;
        for (var subject : Subject.values()) {
            firstSlots.put(subject, slots);
            slots += 2 * subject.size;
        }
        try (var channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            var file = channel.map(FileChannel.MapMode.READ_WRITE, 0, 8L * slots);
            return new Ledger(file, firstSlots);
        }
    }

    /** The present tick: what was recorded until now is not younger. */
    long now() {
        return (long) LONGS.getVolatile(file, 0);
    }

    /** Records a revision, unless it or a higher one is recorded already. */
    void record(Subject subject, long id, long revision) {
        if (revision >= MAX_REVISIONS) {
            throw new IllegalArgumentException(
                    "revision must be below " + MAX_REVISIONS + ", but was " + revision);
        }
        int newest = offset(subject, id);
        long record = revision << TICK_BITS | ((long) LONGS.getAndAdd(file, 0, 1L) + 1);
        while (true) {
            long old = (long) LONGS.getVolatile(file, newest);
            if (old >> TICK_BITS >= revision) {
                return;
            }
            raise(newest + Long.BYTES, old);
            if (LONGS.compareAndSet(file, newest, old, record)) {
                return;
            }
        }
    }

    /** The highest revision recorded so far; 0 if none. */
    long latest(Subject subject, long id) {
        return (long) LONGS.getVolatile(file, offset(subject, id)) >> TICK_BITS;
    }

    /**
     * A revision that was recorded by the given tick, the highest that is still known; 0 if none.
     */
    long recordedBy(long tick, Subject subject, long id) {
        int newest = offset(subject, id);
        long record = (long) LONGS.getVolatile(file, newest);
        if ((record & TICK_MASK) > tick) {
            record = (long) LONGS.getVolatile(file, newest + Long.BYTES);
        }
        return (record & TICK_MASK) > tick ? 0 : record >> TICK_BITS;
    }

    private void raise(int offset, long record) {
        long old = (long) LONGS.getVolatile(file, offset);
        while (old < record && !LONGS.compareAndSet(file, offset, old, record)) {
            old = (long) LONGS.getVolatile(file, offset);
        }
    }

    private int offset(Subject subject, long id) {
        if (id < 1 || id > subject.size) {
            throw new IllegalArgumentException(
                    "the id of a "
                            + subject
                            + " must be from 1 to "
                            + subject.size
                            + ", but was "
                            + id);
        }
        return 8 * (requireNonNull(firstSlots.get(subject)) + 2 * ((int) id - 1));
    }
}
