package io.hibernateredis.tagged.internal;

import io.hibernateredis.internal.codec.Seal;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.protocol.Tag;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of the entry of a value: a seal that combines the type's fingerprint with a checksum,
 * how long the value took and may be served, the tags it depends on, and its JSON. Immutable.
 *
 * @param loaded when the value was loaded, microseconds on the index's clock
 * @param computeMicros how long it took to compute
 * @param ttlMillis how long it is served
 * @param value null if the value is null
 */
public record StoredValue(
        long loaded, long computeMicros, long ttlMillis, Set<Tag> tags, @Nullable Object value) {

    private static final int MAX_TAGS = 10_000;

    /** The bytes of a value to be stored. */
    static byte[] bytes(
            JsonType type,
            long computeMicros,
            long ttlMillis,
            Collection<Tag> tags,
            @Nullable Object value) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeLong(0);
            out.writeLong(computeMicros);
            out.writeLong(ttlMillis);
            out.writeInt(tags.size());
            for (Tag tag : tags) {
                out.writeUTF(tag.text());
            }
            out.write(type.write(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] sealed = bytes.toByteArray();
        return ByteBuffer.wrap(sealed)
                .putLong(Seal.of(type.fingerprint(), sealed, Long.BYTES))
                .array();
    }

    /** A value that was found, or null if it is of another type, or not what was written. */
    static @Nullable StoredValue of(JsonType type, StoredEntry found) {
        byte[] bytes = found.bytes();
        int content = StoredEntry.BODY + Long.BYTES;
        if (bytes.length < content
                || ByteBuffer.wrap(bytes).getLong(StoredEntry.BODY)
                        != Seal.of(type.fingerprint(), bytes, content)) {
            return null;
        }
        try (var in =
                new DataInputStream(
                        new ByteArrayInputStream(bytes, content, bytes.length - content))) {
            long compute = in.readLong();
            long ttl = in.readLong();
            int count = Math.min(in.readInt(), MAX_TAGS);
            Set<Tag> tags = new LinkedHashSet<>();
            for (int i = 0; i < count; i++) {
                tags.add(Tag.parse(in.readUTF()));
            }
            int json = in.available();
            Object value = type.read(bytes, bytes.length - json, json);
            return new StoredValue(found.loaded(), compute, ttl, tags, value);
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            // The constructors of the type have run, on whatever was there.
            return null;
        }
    }

    private long ageMicros(long now) {
        return Math.max(0, now - loaded);
    }

    public boolean isExpired(long now) {
        return isExpired(now, Duration.ZERO);
    }

    /** Whether it is expired for longer than some time. */
    public boolean isExpired(long now, Duration grace) {
        return ageMicros(now) >= (ttlMillis + grace.toMillis()) * 1000;
    }

    /**
     * Whether it is time to compute it anew before it expires, the likelier the nearer that is and
     * the longer it takes, so that few do at once (Vattani, Chierichetti, Lowenstein: Optimal
     * Probabilistic Cache Stampede Prevention, VLDB 2015). Never in the first half of its life.
     *
     * @param eagerness the paper's beta; 0 never
     * @param random in (0, 1]
     */
    boolean isDueEarly(long now, double eagerness, double random) {
        double ahead = computeMicros * eagerness * -Math.log(random);
        double life = ttlMillis * 1000.0;
        return ageMicros(now) >= life - Math.min(ahead, life / 2);
    }
}
