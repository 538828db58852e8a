package io.hibernateredis.internal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * An array of texts as the scripts pack and unpack it by {@code cmsgpack}: the part of <a
 * href="https://github.com/msgpack/msgpack/blob/master/spec.md">MessagePack</a> that it takes.
 */
final class PackedTexts {

    private static final int MOST_DIGITS = 18;

    private static final byte ARRAY_32 = (byte) 0xdd;
    private static final byte TEXT_32 = (byte) 0xdb;

    private PackedTexts() {}

    static List<String> texts(byte[] packed) {
        return read(packed).stream().map(text -> new String(text, UTF_8)).toList();
    }

    /**
     * @throws IllegalArgumentException if the bytes are anything else than an array of texts
     */
    static List<byte[]> read(byte[] packed) {
        ByteBuffer in = ByteBuffer.wrap(packed);
        try {
            int size = size(in);
            // Each takes a byte at least: what is there decides how much is allocated.
            List<byte[]> texts = new ArrayList<>(Math.min(size, in.remaining()));
            for (int i = 0; i < size; i++) {
                byte[] text = new byte[within(in, length(in))];
                in.get(text);
                texts.add(text);
            }
            if (in.hasRemaining()) {
                throw new IllegalArgumentException("bytes behind a packed array");
            }
            return texts;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a packed array that ends too early", e);
        }
    }

    private static int within(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a packed text that ends too early");
        }
        return length;
    }

    private static int size(ByteBuffer in) {
        int type = in.get() & 0xff;
        if ((type & 0xf0) == 0x90) {
            return type & 0x0f;
        }
        return switch (type) {
            case 0xdc -> in.getShort() & 0xffff;
            case 0xdd -> in.getInt() & Integer.MAX_VALUE;
            // An empty Lua table is packed as a map.
            case 0x80 -> 0;
            default -> throw new IllegalArgumentException("no packed array");
        };
    }

    private static int length(ByteBuffer in) {
        int type = in.get() & 0xff;
        if ((type & 0xe0) == 0xa0) {
            return type & 0x1f;
        }
        return switch (type) {
            case 0xd9 -> in.get() & 0xff;
            case 0xda -> in.getShort() & 0xffff;
            case 0xdb -> in.getInt();
            default -> throw new IllegalArgumentException("no packed text");
        };
    }

    /**
     * As {@code cmsgpack} unpacks it: an array of texts, the lengths of which take 4 bytes each.
     */
    static byte[] pack(List<byte[]> texts) {
        int size = 1 + Integer.BYTES;
        for (byte[] text : texts) {
            size = Math.addExact(size, 1 + Integer.BYTES + text.length);
        }
        ByteBuffer out = ByteBuffer.allocate(size).put(ARRAY_32).putInt(texts.size());
        for (byte[] text : texts) {
            out.put(TEXT_32).putInt(text.length).put(text);
        }
        return out.array();
    }

    static long number(byte[] text) {
        if (text.length == 0 || text.length > MOST_DIGITS) {
            throw new IllegalArgumentException("no number: " + text.length + " digits");
        }
        return Long.parseLong(new String(text, UTF_8));
    }
}
