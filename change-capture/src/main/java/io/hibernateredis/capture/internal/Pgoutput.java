package io.hibernateredis.capture.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the messages of PostgreSQL's output plugin pgoutput, version 1 of its protocol. */
final class Pgoutput {

    static final int VERSION = 1;

    /** The microseconds from 1970 to 2000. */
    private static final long EPOCH_MICROS = 946_684_800_000_000L;

    private Pgoutput() {}

    /**
     * Reads a message.
     *
     * @throws IllegalStateException if it is none of the protocol
     */
    static Message read(ByteBuffer in) {
        byte kind = in.get();
        return switch (kind) {
            case 'B' -> begin(in);
            case 'C' -> commit(in);
            case 'R' -> table(in);
            case 'I' -> insert(in);
            case 'U' -> update(in);
            case 'D' -> delete(in);
            case 'T' -> truncate(in);
            case 'M' -> left(in);
            case 'O', 'Y' -> Message.Other.OTHER;
            default -> throw new IllegalStateException("no message of pgoutput: " + kind);
        };
    }

    private static Message left(ByteBuffer in) {
        boolean isPart = (in.get() & 1) != 0;
        in.getLong();
        String prefix = text(in);
        byte[] content = new byte[in.getInt()];
        in.get(content);
        return new Message.Left(isPart, prefix, content);
    }

    private static Message begin(ByteBuffer in) {
        in.getLong();
        return new Message.Begin(in.getLong() + EPOCH_MICROS);
    }

    private static Message commit(ByteBuffer in) {
        in.get();
        in.getLong();
        return new Message.Commit(in.getLong());
    }

    private static Message table(ByteBuffer in) {
        int id = in.getInt();
        String schema = text(in);
        String name = text(in);
        in.get();
        List<Relation.Column> columns = new ArrayList<>();
        for (int left = in.getShort(); left > 0; left--) {
            boolean isKey = (in.get() & 1) != 0;
            columns.add(new Relation.Column(text(in), isKey));
            in.getInt();
            in.getInt();
        }
        return new Message.Table(id, new Relation(schema, name, List.copyOf(columns)));
    }

    private static Message insert(ByteBuffer in) {
        int table = in.getInt();
        in.get();
        return new Message.Insert(table, row(in));
    }

    private static Message update(ByteBuffer in) {
        int table = in.getInt();
        byte kind = in.get();
        List<@Nullable Object> before = null;
        if (kind != 'N') {
            before = row(in);
            in.get();
        }
        return new Message.Update(table, before, kind == 'O', row(in));
    }

    private static Message delete(ByteBuffer in) {
        int table = in.getInt();
        byte kind = in.get();
        return new Message.Delete(table, row(in), kind == 'O');
    }

    private static Message truncate(ByteBuffer in) {
        int count = in.getInt();
        in.get();
        List<Integer> tables = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tables.add(in.getInt());
        }
        return new Message.Truncate(tables);
    }

    private static List<@Nullable Object> row(ByteBuffer in) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int left = in.getShort(); left > 0; left--) {
            byte kind = in.get();
            switch (kind) {
                case 'n' -> values.add(null);
                case 'u' -> values.add(Relation.UNCHANGED);
                case 't' -> {
                    byte[] text = new byte[in.getInt()];
                    in.get(text);
                    values.add(new String(text, UTF_8));
                }
                default -> throw new IllegalStateException("no value of pgoutput: " + kind);
            }
        }
        return values;
    }

    private static String text(ByteBuffer in) {
        int from = in.position();
        while (in.get() != 0) {
            // Up to the end of the name.
        }
        byte[] bytes = new byte[in.position() - from - 1];
        in.get(from, bytes);
        return new String(bytes, UTF_8);
    }
}
