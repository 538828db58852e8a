package io.hibernateredis.internal.marks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.internal.protocol.LoadTime;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction leaves in the database's log: that it had announced what it changes, and which
 * rows it wrote. Immutable.
 *
 * @param nonce of the index to which it announced, which no other namespace or Redis has
 * @param until when the announcement ends at the earliest, by the clock of that index; if the
 *     transaction has committed by then, no entry is valid that its rows are missing from
 * @param rows the digest of each row that it wrote, as often as it wrote it
 */
public record TransactionMark(long nonce, long until, List<Row> rows) {

    /** What names it in the log. */
    public static final String PREFIX = "hibernate-redis";

    private static final byte VERSION = 1;

    /** Stands for a row; two rows that are written have the same with a probability of 2^-96. */
    public static final class Row {

        private static final int LENGTH = 12;

        private final byte[] digest;

        private Row(byte[] digest) {
            this.digest = digest;
        }

        /** The one with a name that is unique in the namespace. */
        public static Row of(String name) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8));
                return new Row(Arrays.copyOf(digest, LENGTH));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JVM has it", e);
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Row that && Arrays.equals(digest, that.digest);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(digest);
        }
    }

    public TransactionMark {
        rows = List.copyOf(rows);
    }

    /** Whether its announcement holds at a time, so that it did when its transaction committed. */
    public boolean holdsAt(LoadTime now) {
        return now.isKnown() && now.nonce() == nonce && now.clock() < until;
    }

    /** How often it says that each row was written. */
    public Map<Row, Integer> counts() {
        Map<Row, Integer> counts = new HashMap<>();
        rows.forEach(row -> counts.merge(row, 1, Integer::sum));
        return counts;
    }

    public byte[] toBytes() {
        var out = ByteBuffer.allocate(1 + 2 * Long.BYTES + rows.size() * Row.LENGTH);
        out.put(VERSION).putLong(nonce).putLong(until);
        rows.forEach(row -> out.put(row.digest));
        return out.array();
    }

    /** Reads a mark; null if it is none, as anyone may write to the log. */
    public static @Nullable TransactionMark read(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        try {
            if (in.get() != VERSION) {
                return null;
            }
            long nonce = in.getLong();
            long until = in.getLong();
            List<Row> rows = new ArrayList<>();
            while (in.hasRemaining()) {
                byte[] digest = new byte[Row.LENGTH];
                in.get(digest);
                rows.add(new Row(digest));
            }
            return new TransactionMark(nonce, until, rows);
        } catch (BufferUnderflowException e) {
            return null;
        }
    }
}
