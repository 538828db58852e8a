package io.hibernateredis.internal.protection;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The compressors of this JVM, each with the number that stands before what it has compressed.
 * Thread-safe.
 */
final class Compressors {

    private static final byte DEFLATE = 1;
    private static final byte LZ4 = 2;

    private static final Compressor DEFLATER = new DeflateCompressor();

    /** Null without its library; a JVM that compresses by nothing reads what others have. */
    private static final @Nullable Compressor LZ4_IF_THERE = lz4();

    private Compressors() {}

    private static @Nullable Compressor lz4() {
        try {
            return new Lz4Compressor();
        } catch (LinkageError e) {
            return null;
        }
    }

    /**
     * Checks that what is set can be used.
     *
     * @throws IllegalArgumentException if its library is missing
     */
    static void require(Compression compression) {
        if (compression == Compression.LZ4 && LZ4_IF_THERE == null) {
            throw new IllegalArgumentException(
                    "hibernate.cache.redis.compression=lz4 needs at.yawk.lz4:lz4-java on the class"
                            + " path");
        }
    }

    static byte numberOf(Compression compression) {
        return compression == Compression.LZ4 ? LZ4 : DEFLATE;
    }

    static Compressor of(Compression compression) {
        return compression == Compression.LZ4 ? Objects.requireNonNull(LZ4_IF_THERE) : DEFLATER;
    }

    /** Null if there is none of this number. */
    static @Nullable Compressor numbered(byte number) {
        return switch (number) {
            case DEFLATE -> DEFLATER;
            case LZ4 -> LZ4_IF_THERE;
            default -> null;
        };
    }
}
