package io.hibernateredis.internal.protocol;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * What some transaction has invalidated and Redis has not been told, as bytes that another JVM can
 * read. Immutable.
 *
 * @param everything whether all of the namespace is invalidated; then there are no changes
 * @param hides whether it is unknown when the transaction ends: what is changed is hidden for a
 *     lease
 */
public record Owed(List<Change> changes, boolean everything, boolean hides) {

    /** As many bytes as the column holds. */
    public static final int MAX_BYTES = 32_000;

    private static final int VERSION = 1;
    private static final int EVERYTHING = 1;
    private static final int HIDES = 2;
    private static final int CHECKSUM = 4;

    public Owed {
        changes = List.copyOf(changes);
    }

    public static Owed of(List<Change> changes, boolean hides) {
        return new Owed(changes, false, hides);
    }

    public static Owed everything(boolean hides) {
        return new Owed(List.of(), true, hides);
    }

    /**
     * As {@link #parse} reads it. If it takes more than {@link #MAX_BYTES}, tags are replaced by
     * wider ones, and by everything if that does not suffice.
     */
    public byte[] toBytes() {
        try {
            byte[] exact = bytes();
            if (exact.length <= MAX_BYTES) {
                return exact;
            }
            Set<Tag> tags = new LinkedHashSet<>();
            changes.forEach(change -> tags.add(change.widened().tag()));
            byte[] wide = of(tags.stream().map(Change::of).toList(), hides).bytes();
            return wide.length <= MAX_BYTES ? wide : everything(hides).bytes();
        } catch (UncheckedIOException e) {
            // A name may be too long to be written.
            return everything(hides).bytes();
        }
    }

    private byte[] bytes() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte((everything ? EVERYTHING : 0) | (hides ? HIDES : 0));
            writeTags(out);
            writeEntries(out);
            out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void writeTags(DataOutputStream out) throws IOException {
        List<Change> tags = changes.stream().filter(change -> change.entry() == null).toList();
        out.writeInt(tags.size());
        for (Change change : tags) {
            out.writeUTF(change.tag().text());
        }
    }

    private void writeEntries(DataOutputStream out) throws IOException {
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (Change change : changes) {
            Entry entry = change.entry();
            if (entry != null) {
                names.computeIfAbsent(entry.keyspace().own(), own -> new ArrayList<>())
                        .add(entry.name());
            }
        }
        out.writeInt(names.size());
        for (Map.Entry<String, List<String>> each : names.entrySet()) {
            out.writeUTF(each.getKey());
            out.writeInt(each.getValue().size());
            for (String name : each.getValue()) {
                out.writeUTF(name);
            }
        }
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static Owed parse(byte[] bytes) {
        int length = bytes.length - CHECKSUM;
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (length < 2 || bytes[0] != VERSION) {
                throw new IllegalArgumentException("another version, or none");
            }
            in.skipBytes(1);
            int flags = in.readByte();
            List<Change> changes = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                changes.add(Change.of(Tag.parse(in.readUTF())));
            }
            for (int left = in.readInt(); left > 0; left--) {
                Keyspace keyspace = Keyspace.invalidated(in.readUTF());
                for (int names = in.readInt(); names > 0; names--) {
                    changes.add(Change.of(keyspace.named(in.readUTF()), null));
                }
            }
            if (in.readInt() != checksum(bytes, length) || in.available() > 0) {
                throw new IllegalArgumentException("its checksum is wrong");
            }
            return new Owed(changes, (flags & EVERYTHING) != 0, (flags & HIDES) != 0);
        } catch (IOException e) {
            throw new IllegalArgumentException("it ends too early", e);
        }
    }

    private static int checksum(byte[] bytes, int length) {
        var crc = new CRC32();
        crc.update(Arrays.copyOf(bytes, length));
        return (int) crc.getValue();
    }
}
