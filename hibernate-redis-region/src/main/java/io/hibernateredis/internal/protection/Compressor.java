package io.hibernateredis.internal.protection;

import org.jspecify.annotations.Nullable;

/** One way to compress. Thread-safe. */
interface Compressor {

    /**
     * Compresses bytes.
     *
     * @param free how many bytes are to be left free before them
     * @return null if that, with what is free, does not make them shorter
     */
    byte @Nullable [] compress(byte[] bytes, int free);

    /**
     * Fills an array from a position on with what was compressed.
     *
     * @param offset where the compressed bytes begin, which end with their array
     * @return false if they are damaged, or give more or fewer bytes
     */
    boolean decompress(byte[] compressed, int offset, byte[] to, int from);

    /** How many bytes a compressed one can give at most. */
    int mostOfAByte();
}
