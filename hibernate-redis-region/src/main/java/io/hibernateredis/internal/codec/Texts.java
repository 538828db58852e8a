package io.hibernateredis.internal.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Strings that charsets would change: those with a surrogate that has no partner. */
final class Texts {
    private Texts() {}

    static boolean isWellFormed(String value) {
        int length = value.length();
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean paired =
                        Character.isHighSurrogate(c)
                                && i + 1 < length
                                && Character.isLowSurrogate(value.charAt(i + 1));
                if (!paired) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    static byte[] toUtf16(String value) {
        var bytes = new byte[Math.multiplyExact(value.length(), 2)];
        for (int i = 0; i < value.length(); i++) {
            bytes[2 * i] = (byte) (value.charAt(i) >> 8);
            bytes[2 * i + 1] = (byte) value.charAt(i);
        }
        return bytes;
    }

    static String fromUtf16(byte[] bytes, int offset, int length) {
        if ((length & 1) != 0) {
            throw new CorruptEntryException("A text of UTF-16 has " + length + " bytes");
        }
        var chars = new char[length / 2];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) (bytes[offset + 2 * i] << 8 | (bytes[offset + 2 * i + 1] & 0xff));
        }
        return new String(chars);
    }

    static String fromUtf8(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, UTF_8);
    }
}
