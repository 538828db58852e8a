package io.hibernateredis.internal.protocol;

import io.hibernateredis.internal.protection.Bodies;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An entry that was found valid. Thread-safe.
 *
 * <p>Of one that is kept in the memory of this JVM, readers may share what they make of its bytes,
 * so that the next one need not make it again.
 */
public final class StoredEntry {

    /** Where the body begins: behind the {@link EntryHeader}, and what says that it is plain. */
    public static final int BODY = EntryHeader.LENGTH + Bodies.OVERHEAD;

    private static final Made NONE = new Made(new Object(), new Object());
    private static final Made REFUSED = new Made(new Object(), new Object());

    private final byte[] bytes;
    private final LoadTime loadTime;
    private final @Nullable Charge charge;
    private volatile Made made = NONE;

    /** What a reader has made. Immutable, and compared by identity. */
    private static final class Made {

        private final Object reader;
        private final Object value;

        Made(Object reader, Object value) {
            this.reader = reader;
            this.value = value;
        }
    }

    /** Is told what an entry takes in addition. */
    public interface Charge {

        /** Adds bytes, about so many. */
        void add(StoredEntry entry, int bytes);
    }

    /**
     * What was read from Redis.
     *
     * @param bytes the entry as {@link Bodies#read} gives it; its body begins at {@link #BODY}
     * @param loadTime when it was loaded
     */
    public StoredEntry(byte[] bytes, LoadTime loadTime) {
        this(bytes, loadTime, null);
    }

    /**
     * What was put, and stored.
     *
     * @param loaded when it was loaded
     */
    static StoredEntry of(PendingPut put, LoadTime loaded) {
        return new StoredEntry(EntryHeader.entry(loaded, put.body()), loaded);
    }

    private StoredEntry(byte[] bytes, LoadTime loadTime, @Nullable Charge charge) {
        this.bytes = bytes;
        this.loadTime = loadTime;
        this.charge = charge;
    }

    /** The same, whose readers share what they make of it. */
    public StoredEntry shared(Charge toBeTold) {
        return new StoredEntry(bytes, loadTime, toBeTold);
    }

    /** Whether it has the body of a put. */
    public boolean isOf(PendingPut put) {
        byte[] body = put.body();
        return Arrays.equals(bytes, BODY, bytes.length, body, 0, body.length);
    }

    public byte[] bytes() {
        return bytes;
    }

    public LoadTime loadTime() {
        return loadTime;
    }

    /** When it was loaded, microseconds on the index's clock. */
    public long loaded() {
        return loadTime.clock();
    }

    /** Whether what is made of it may be shared, as far as is known. */
    public boolean isToBeShared() {
        return charge != null && made != REFUSED;
    }

    /**
     * Shares what was made of it with the same reader. What another one has shared is forgotten.
     *
     * @param bytes which it takes, about; negative if it may be changed in place, and hence is not
     *     shared
     */
    public void share(Object reader, Object value, int bytes) {
        if (charge == null) {
            return;
        }
        boolean isFirst = made == NONE;
        made = bytes < 0 ? REFUSED : new Made(reader, value);
        if (isFirst && bytes > 0) {
            charge.add(this, bytes);
        }
    }

    /** What a reader has shared before; null if it has not. */
    public @Nullable Object sharedBy(Object reader) {
        Made known = made;
        return known.reader == reader ? known.value : null;
    }
}
