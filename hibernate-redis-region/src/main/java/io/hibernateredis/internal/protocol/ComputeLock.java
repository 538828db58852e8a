package io.hibernateredis.internal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A lock among all JVMs for the computation of one entry. Advisory: it saves work, and no guarantee
 * relies on it. For one thread.
 *
 * <p>A caller that does not get it may wait for its holder, and ask again. If it has {@linkplain
 * #hasChangedHands changed hands} by then, and the entry is not there, the holder's value was not
 * stored: to wait once more might go on for ever.
 */
public final class ComputeLock {

    private final Entry entry;
    private final Duration lasts;
    private final LongSupplier nanoTime;
    private final String token = Tokens.next();
    private @Nullable String first;
    private @Nullable String holder;
    private boolean asked;
    private long askedNanos;

    /**
     * @param lasts how long it is held at most, at least 1 ms
     */
    public ComputeLock(Entry entry, Duration lasts) {
        this(entry, lasts, System::nanoTime);
    }

    ComputeLock(Entry entry, Duration lasts, LongSupplier nanoTime) {
        this.entry = entry;
        this.lasts = lasts;
        this.nanoTime = nanoTime;
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
     * @param holds the token of its holder, or null if it lapsed at this moment
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
        return token.equals(holder) && nanoTime.getAsLong() - askedNanos < lasts.toNanos();
    }

    /**
     * Whether it was asked for, and has no holder to wait for: it lapsed at that moment, or Redis
     * is full and takes none.
     */
    public boolean hasNoHolder() {
        return asked && holder == null;
    }

    /** Whether another held it when it was first asked for, and holds it no longer. */
    public boolean hasChangedHands() {
        return first != null && !first.equals(token) && !first.equals(holder);
    }
}
