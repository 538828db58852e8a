package io.hibernateredis.internal.codec;

import java.util.Locale;

/**
 * The format in which values are written. Both write the same closed set of values, by the same
 * {@link Codec codecs}.
 */
public enum CodecFormat {
    /** Compact: numbers of variable length, one bit for a null, no names. */
    BINARY {
        @Override
        public <V> byte[] encode(Codec<V> codec, V value) {
            var out = new BinaryOutput();
            codec.write(out, value);
            return out.toByteArray();
        }

        @Override
        Input input(byte[] bytes, int offset, int length) {
            return new BinaryInput(bytes, offset, length);
        }
    },

    /** Readable, for debugging. */
    JSON {
        @Override
        public <V> byte[] encode(Codec<V> codec, V value) {
            try (var out = new JsonOutput()) {
                codec.write(out, value);
                return out.toByteArray();
            }
        }

        @Override
        Input input(byte[] bytes, int offset, int length) {
            return new JsonInput(bytes, offset, length);
        }
    };

    /** The version of the layouts; it rises whenever a value is written in another way. */
    public static final int VERSION = 2;

    /**
     * Writes one value.
     *
     * @throws UnsupportedValueException if the value, or one within it, is outside the closed set
     * @throws ClassCastException if a value is not of its codec's type
     */
    public abstract <V> byte[] encode(Codec<V> codec, V value);

    /**
     * Reads one value, which must fill the given bytes.
     *
     * @throws CorruptEntryException if the bytes are anything else
     */
    public <V> V decode(Codec<V> codec, byte[] bytes, int offset, int length) {
        try {
            var in = input(bytes, offset, length);
            V value = codec.read(in);
            in.requireEnd();
            return value;
        } catch (Throwable e) {
            throw CorruptEntryException.of(e, "Not a value of " + codec.signature());
        }
    }

    /** Names the format and its version, as a part of fingerprints. */
    public String signature() {
        return name().toLowerCase(Locale.ROOT) + "/" + VERSION;
    }

    abstract Input input(byte[] bytes, int offset, int length);
}
