package io.hibernateredis.region;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/** Ways to damage a payload. */
final class Mutation {

    private static final byte[][] NASTY = {
        {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x1f},
        {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f},
        {0},
        {1},
        {(byte) 0xff},
        "null".getBytes(java.nio.charset.StandardCharsets.UTF_8),
        "9999999999".getBytes(java.nio.charset.StandardCharsets.UTF_8),
        "[[]]".getBytes(java.nio.charset.StandardCharsets.UTF_8),
        "\"\"".getBytes(java.nio.charset.StandardCharsets.UTF_8)
    };

    private Mutation() {}

    /**
     * @param other the payload of another entry
     */
    static byte[] of(byte[] payload, byte[] other, Random random) {
        byte[] bytes = payload.clone();
        int rounds = 1 + random.nextInt(3);
        for (int i = 0; i < rounds; i++) {
            bytes = once(bytes, other, random);
        }
        return bytes;
    }

    private static byte[] once(byte[] bytes, byte[] other, Random random) {
        if (bytes.length == 0) {
            return other.clone();
        }
        int at = random.nextInt(bytes.length);
        int length = 1 + random.nextInt(Math.min(8, bytes.length - at));
        switch (random.nextInt(8)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt(256);
            case 2 -> bytes[at] += (byte) (random.nextInt(5) - 2);
            case 3 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 4 -> {
                return replaced(bytes, at, length, NASTY[random.nextInt(NASTY.length)]);
            }
            case 5 -> {
                return replaced(bytes, at, length, new byte[0]);
            }
            case 6 -> {
                if (other.length == 0) {
                    return bytes;
                }
                int from = random.nextInt(other.length);
                int to = from + 1 + random.nextInt(Math.min(12, other.length - from));
                return replaced(bytes, at, length, Arrays.copyOfRange(other, from, to));
            }
            default -> {
                return random.nextInt(6) == 0 ? other.clone() : doubled(bytes, at, length);
            }
        }
        return bytes;
    }

    private static byte[] doubled(byte[] bytes, int at, int length) {
        return replaced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
    }

    private static byte[] replaced(byte[] bytes, int at, int length, byte[] by) {
        var out = new ByteArrayOutputStream();
        out.write(bytes, 0, at);
        out.write(by, 0, by.length);
        out.write(bytes, at + length, bytes.length - at - length);
        return out.toByteArray();
    }
}
