package io.hibernateredis.query.internal.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.internal.codec.Codec;
import io.hibernateredis.internal.codec.CodecFormat;
import io.hibernateredis.internal.codec.Codecs;
import io.hibernateredis.internal.codec.Digests;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A canonical encoding of a sequence of parts, in which two sequences are equal only if all their
 * parts are, by type and value: each part is its kind, its length, and its bytes. Used by one
 * thread.
 */
public final class Encoding {

    private static final Codec<Object> VALUES = Codecs.tagged(List.of());
    private static final byte[] NONE = new byte[0];

    private final Bytes bytes = new Bytes();

    /** What lets itself be hashed where it lies. */
    private static final class Bytes extends ByteArrayOutputStream {

        private static final int USUAL_SIZE = 256;

        Bytes() {
            super(USUAL_SIZE);
        }

        void writeInt(int number) {
            for (int shift = 24; shift >= 0; shift -= 8) {
                write(number >>> shift);
            }
        }

        byte[] hash(MessageDigest digest) {
            digest.update(buf, 0, count);
            return digest.digest();
        }
    }

    /** What is absent; differs from every value. */
    Encoding nothing() {
        return part('0', NONE);
    }

    public Encoding text(@Nullable String text) {
        return text == null ? nothing() : part('t', text.getBytes(UTF_8));
    }

    Encoding number(@Nullable Integer number) {
        return number == null ? nothing() : integer('n', number);
    }

    Encoding numbers(int[] numbers) {
        var buffer = ByteBuffer.allocate(Integer.BYTES * numbers.length);
        for (int number : numbers) {
            buffer.putInt(number);
        }
        return part('a', buffer.array());
    }

    public Encoding bytes(byte[] some) {
        return part('b', some);
    }

    /** Begins a group of parts, of which so many follow. */
    public Encoding group(int parts) {
        return integer('g', parts);
    }

    /**
     * A value with its class.
     *
     * @throws io.hibernateredis.internal.codec.UnsupportedValueException if it is outside the
     *     codec's closed set
     */
    Encoding value(@Nullable Object value) {
        if (value == null) {
            return nothing();
        }
        if (value instanceof Enum<?> constant) {
            return text(constant.getDeclaringClass().getName()).part('e', utf8(constant.name()));
        }
        return text(value.getClass().getName()).part('v', CodecFormat.BINARY.encode(VALUES, value));
    }

    private Encoding part(char kind, byte[] content) {
        bytes.write(kind);
        bytes.writeInt(content.length);
        bytes.writeBytes(content);
        return this;
    }

    private Encoding integer(char kind, int number) {
        bytes.write(kind);
        bytes.writeInt(Integer.BYTES);
        bytes.writeInt(number);
        return this;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }

    public byte[] sha256() {
        return bytes.hash(Digests.newSha256());
    }

    /** The SHA-256 in letters that may stand in the name of an entry. */
    String name() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256());
    }
}
