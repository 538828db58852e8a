package io.hibernateredis.internal.protection;

/** By what the bodies of entries are compressed; the setting {@code compression}. */
public enum Compression {
    /** By nothing. */
    OFF,
    /** Deflate, as every JDK has it, at its fastest level. */
    DEFLATE,
    /** LZ4, which takes a library. */
    LZ4
}
