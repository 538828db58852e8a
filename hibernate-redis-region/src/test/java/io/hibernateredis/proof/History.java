package io.hibernateredis.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * All that was written in a run, shared by all JVMs through a memory-mapped file. Thread-safe.
 *
 * <p>A <em>subject</em> is something that is written as one: a row, a column of it, a collection.
 * Every write draws a revision from one counter while nobody else can commit to the subject, so
 * that the revisions of a subject grow in the order of their commits, and every value says which
 * write it is of.
 *
 * <ol>
 *   <li>A writer {@link #draw}s a revision, {@link #intend}s it right before its commit, and says
 *       {@link #committed} once that has returned. One that died in between stays intended.
 *   <li>A reader asks for the {@link #floor} before its read begins: the newest write whose commit
 *       had returned.
 *   <li>After the read, what it saw must be the floor, or a later write whose commit had been
 *       intended. Anything older is stale, anything else was never committed.
 * </ol>
 */
final class History implements AutoCloseable {

    /** How far a write has come. */
    enum Status {
        NONE,
        DRAWN,
        INTENDED,
        COMMITTED,
        ROLLED_BACK,
        UNKNOWN;

        private static final Status[] ALL = values();

        boolean mayBeCommitted() {
            return this == INTENDED || this == COMMITTED || this == UNKNOWN;
        }
    }

    /** What is counted, by all workers together. */
    enum Count {
        OPERATIONS,
        READS,
        STALE,
        HITS,
        LOOKUPS,
        WRITES,
        FAILED
    }

    private static final VarHandle LONGS =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int REVISIONS = 0;
    private static final int STAMPS = 64;
    private static final int COUNTS = 128;
    private static final int SUBJECTS = COUNTS + 64 * 8;
    private static final int MOST_SUBJECTS = 16 * 1024;
    private static final int RECORDS = SUBJECTS + 16 * MOST_SUBJECTS;
    private static final int RECORD = 64;
    private static final int MOST_REVISIONS = 4_000_000;

    private final ByteBuffer file;

    private History(ByteBuffer file) {
        this.file = file;
    }

    /** Maps a file, which is created, all zero, if it is absent. */
    static History open(Path path) {
        try (var channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            long size = RECORDS + (long) RECORD * MOST_REVISIONS;
            return new History(channel.map(FileChannel.MapMode.READ_WRITE, 0, size));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A write begins; nobody else can commit to its subject before it ends. */
    long draw(int subject, long value, int who) {
        long revision = next(1);
        record(revision, subject, value, who);
        return revision;
    }

    /** As {@link #draw}, of several subjects, with revisions that follow each other. */
    long drawAll(List<Integer> subjects, int who) {
        long first = next(subjects.size());
        for (int i = 0; i < subjects.size(); i++) {
            record(first + i, subjects.get(i), 0, who);
        }
        return first;
    }

    private long next(int many) {
        long first = (long) LONGS.getAndAdd(file, REVISIONS, (long) many) + 1;
        if (first + many > MOST_REVISIONS) {
            throw new IllegalStateException("the history is full: " + MOST_REVISIONS + " writes");
        }
        return first;
    }

    private void record(long revision, int subject, long value, int who) {
        int at = at(revision);
        LONGS.setVolatile(file, at + 8, (long) subject);
        LONGS.setVolatile(file, at + 24, value);
        LONGS.setVolatile(file, at + 32, (long) who);
        LONGS.setVolatile(file, at, (long) Status.DRAWN.ordinal());
        int newest = newest(subject);
        while (true) {
            long before = (long) LONGS.getVolatile(file, newest);
            LONGS.setVolatile(file, at + 16, before);
            if (LONGS.compareAndSet(file, newest, before, revision)) {
                return;
            }
        }
    }

    /** The commit is about to begin. */
    void intend(long revision) {
        end(revision, Status.INTENDED, 40);
    }

    /** The commit has returned. */
    void committed(long revision) {
        end(revision, Status.COMMITTED, 48);
        int returned = newest(subject(revision)) + 8;
        long old = (long) LONGS.getVolatile(file, returned);
        while (old < revision && !LONGS.compareAndSet(file, returned, old, revision)) {
            old = (long) LONGS.getVolatile(file, returned);
        }
    }

    void rolledBack(long revision) {
        end(revision, Status.ROLLED_BACK, 48);
    }

    /** The commit failed: it may have happened, or not. */
    void unknown(long revision) {
        end(revision, Status.UNKNOWN, 48);
    }

    private void end(long revision, Status status, int stamp) {
        int at = at(revision);
        LONGS.setVolatile(file, at + stamp, stamp());
        LONGS.setVolatile(file, at + 56, System.currentTimeMillis());
        LONGS.setVolatile(file, at, (long) status.ordinal());
    }

    private long stamp() {
        return (long) LONGS.getAndAdd(file, STAMPS, 1L) + 1;
    }

    /** How many commits were intended or have ended so far. */
    long now() {
        return (long) LONGS.getVolatile(file, STAMPS);
    }

    /** The newest write of a subject whose commit has returned; 0 if none has. */
    long floor(int subject) {
        return (long) LONGS.getVolatile(file, newest(subject) + 8);
    }

    /** Whether a read that began at a floor, and is over, may have seen this write. */
    boolean admits(int subject, long floor, long revision) {
        return revision >= floor
                && revision > 0
                && revision <= MOST_REVISIONS
                && subject(revision) == subject
                && status(revision).mayBeCommitted();
    }

    /** Whether a read that began at a floor, and is over, may have seen such a value. */
    boolean admitsValue(int subject, long floor, LongPredicate value) {
        long revision = (long) LONGS.getVolatile(file, newest(subject));
        while (revision > floor) {
            if (status(revision).mayBeCommitted() && value.test(value(revision))) {
                return true;
            }
            revision = previous(revision);
        }
        return value.test(floor == 0 ? 0 : value(floor));
    }

    long value(long revision) {
        return (long) LONGS.getVolatile(file, at(revision) + 24);
    }

    void count(Count count, long more) {
        long unused = (long) LONGS.getAndAdd(file, COUNTS + 64 * count.ordinal(), more);
    }

    long count(Count count) {
        return (long) LONGS.getVolatile(file, COUNTS + 64 * count.ordinal());
    }

    /** The last writes of a subject, newest first, one a line. */
    List<String> tell(int subject, long floor, int most) {
        List<String> lines = new ArrayList<>();
        long revision = (long) LONGS.getVolatile(file, newest(subject));
        for (int below = 0; revision > 0 && lines.size() < most && below < 6; ) {
            int at = at(revision);
            lines.add(
                    String.format(
                            "  %s revision %d value %d by worker %d: %s, intended at %d, ended at"
                                    + " %d, %tT.%<tL",
                            revision == floor ? "floor" : "     ",
                            revision,
                            value(revision),
                            (long) LONGS.getVolatile(file, at + 32),
                            status(revision),
                            (long) LONGS.getVolatile(file, at + 40),
                            (long) LONGS.getVolatile(file, at + 48),
                            (long) LONGS.getVolatile(file, at + 56)));
            below += revision <= floor ? 1 : 0;
            revision = previous(revision);
        }
        return lines;
    }

    Status status(long revision) {
        return Status.ALL[(int) (long) LONGS.getVolatile(file, at(revision))];
    }

    private long previous(long revision) {
        return (long) LONGS.getVolatile(file, at(revision) + 16);
    }

    private int subject(long revision) {
        return (int) (long) LONGS.getVolatile(file, at(revision) + 8);
    }

    private static int newest(int subject) {
        return SUBJECTS + 16 * subject;
    }

    private static int at(long revision) {
        return RECORDS + RECORD * (int) revision;
    }

    @Override
    public void close() {
        // The mapping goes with the object.
    }
}
