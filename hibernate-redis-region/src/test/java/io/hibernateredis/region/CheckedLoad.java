package io.hibernateredis.region;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * One that writes a growing number, and some that read it: a read that begins after a write has
 * returned must not find an older number.
 */
final class CheckedLoad implements AutoCloseable {

    private final AtomicLong written = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    CheckedLoad(LongConsumer writer, List<LongSupplier> readers) {
        start("writer", () -> write(writer));
        readers.forEach(reader -> start("reader", () -> read(reader)));
    }

    private void start(String name, Runnable action) {
        var thread =
                new Thread(
                        () -> {
                            while (!over) {
                                attempt(name, action);
                            }
                        },
                        name);
        threads.add(thread);
        thread.start();
    }

    private void attempt(String name, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            faults.add(name + " failed: " + e);
        }
    }

    private void write(LongConsumer writer) {
        long next = written.get() + 1;
        writer.accept(next);
        written.set(next);
    }

    private void read(LongSupplier reader) {
        long least = written.get();
        long found = reader.getAsLong();
        reads.incrementAndGet();
        if (found < least) {
            faults.add("stale: " + found + " was read after " + least + " was written");
        }
    }

    long written() {
        return written.get();
    }

    long reads() {
        return reads.get();
    }

    /** Stale reads and errors. */
    Queue<String> faults() {
        return faults;
    }

    @Override
    public void close() {
        over = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
