package io.hibernateredis.internal.protection;

import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.jspecify.annotations.Nullable;

/** LZ4 blocks. The only class that knows the library. */
final class Lz4Compressor implements Compressor {

    /** A match grows by 255 bytes with each byte of its length. */
    private static final int MOST_OF_A_BYTE = 255;

    private final LZ4Compressor compressor;

    /** The one that is given both lengths, and reads and writes nothing beyond them. */
    private final LZ4SafeDecompressor decompressor;

    /**
     * @throws NoClassDefFoundError without the library
     */
    Lz4Compressor() {
        LZ4Factory factory = LZ4Factory.fastestInstance();
        this.compressor = factory.fastCompressor();
        this.decompressor = factory.safeDecompressor();
    }

    @Override
    public byte @Nullable [] compress(byte[] bytes, int free) {
        byte[] compressed = new byte[free + compressor.maxCompressedLength(bytes.length)];
        int length = compressor.compress(bytes, 0, bytes.length, compressed, free);
        return free + length < bytes.length ? Arrays.copyOf(compressed, free + length) : null;
    }

    @Override
    public boolean decompress(byte[] compressed, int offset, byte[] to, int from) {
        int length = to.length - from;
        try {
            int given =
                    decompressor.decompress(
                            compressed, offset, compressed.length - offset, to, from, length);
            return given == length;
        } catch (LZ4Exception e) {
            return false;
        }
    }

    @Override
    public int mostOfAByte() {
        return MOST_OF_A_BYTE;
    }
}
