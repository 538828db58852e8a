package io.hibernateredis.internal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.internal.transaction.UnitOfWork;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is to compute an entry, among all JVMs. Advisory: it saves work, and nothing that
 * must hold relies on it. For one thread.
 *
 * <p>Who asks for it and does not get it may wait for the one that holds it, and ask again. If it
 * has {@linkplain #hasChangedHands changed hands} by then, and the entry is not there, then what
 * that one computed was not kept: to wait once more might go on for ever.
 *
 * <p>For the modules of this cache.
 */
public final class ComputeLock {

    private final Entry entry;
    private final Duration lasts;
    private final String token = UnitOfWork.newToken();
    private @Nullable String first;
    private @Nullable String holder;
    private boolean asked;
    private long askedNanos;

    /**
     * @param lasts how long it is held at most, at least 1 ms
     */
    public ComputeLock(Entry entry, Duration lasts) {
        this.entry = entry;
        this.lasts = lasts;
    }

    public Entry entry() {
        return entry;
    }

    byte[] token() {
        return token.getBytes(UTF_8);
    }

    long millis() {
        return lasts.toMillis();
    }

    /**
     * Notes an answer.
     *
     * @param holds the token of who holds it, or null if it lapsed at this moment
     * @param nanos when it was asked for
     */
    void asked(byte @Nullable [] holds, long nanos) {
        holder = holds == null ? null : new String(holds, UTF_8);
        first = first == null ? holder : first;
        askedNanos = nanos;
        asked = true;
    }

    public void released() {
        holder = null;
    }

    /** Whether it was taken, and has not lapsed since. */
    public boolean isHeld() {
        return token.equals(holder) && System.nanoTime() - askedNanos < lasts.toNanos();
    }

    /**
     * Whether it was asked for, and nobody holds it: it lapsed at that moment, or Redis is full and
     * takes none. Then there is nobody to wait for.
     */
    public boolean isNobodys() {
        return asked && holder == null;
    }

    /** Whether another held it when it was first asked for, and that one's turn is over. */
    public boolean hasChangedHands() {
        return first != null && !first.equals(token) && !first.equals(holder);
    }
}
