package io.hibernateredis.internal.protection;

import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Deflate without the frame of zlib, since entries have a checksum. The native states are used
 * again: to make one costs more than to compress a small body.
 */
final class DeflateCompressor implements Compressor {

    /** Of RFC 1951: a match of 258 bytes takes two bits at least. */
    private static final int MOST_OF_A_BYTE = 1032;

    private static final int KEPT = 2 * Runtime.getRuntime().availableProcessors();

    private final BlockingQueue<Deflater> deflaters = new ArrayBlockingQueue<>(KEPT);
    private final BlockingQueue<Inflater> inflaters = new ArrayBlockingQueue<>(KEPT);

    @Override
    public byte @Nullable [] compress(byte[] bytes, int free) {
        if (bytes.length <= free) {
            return null;
        }
        Deflater known = deflaters.poll();
        Deflater deflater = known == null ? new Deflater(Deflater.BEST_SPEED, true) : known;
        boolean reusable = false;
        try {
            byte[] compressed = new byte[bytes.length];
            deflater.setInput(bytes);
            deflater.finish();
            int length = deflater.deflate(compressed, free, compressed.length - free);
            boolean shorter = deflater.finished();
            deflater.reset();
            reusable = true;
            return shorter ? Arrays.copyOf(compressed, free + length) : null;
        } finally {
            if (!reusable || !deflaters.offer(deflater)) {
                deflater.end();
            }
        }
    }

    @Override
    public boolean decompress(byte[] compressed, int offset, byte[] to, int from) {
        Inflater known = inflaters.poll();
        Inflater inflater = known == null ? new Inflater(true) : known;
        boolean reusable = false;
        try {
            inflater.setInput(compressed, offset, compressed.length - offset);
            boolean whole = inflater.inflate(to, from, to.length - from) == to.length - from;
            // What has filled the array may not have been the end.
            boolean ended = whole && ends(inflater) && inflater.getRemaining() == 0;
            inflater.reset();
            reusable = true;
            return ended;
        } catch (DataFormatException e) {
            return false;
        } finally {
            if (!reusable || !inflaters.offer(inflater)) {
                inflater.end();
            }
        }
    }

    private static boolean ends(Inflater inflater) throws DataFormatException {
        return inflater.finished() || (inflater.inflate(new byte[1]) == 0 && inflater.finished());
    }

    @Override
    public int mostOfAByte() {
        return MOST_OF_A_BYTE;
    }
}
