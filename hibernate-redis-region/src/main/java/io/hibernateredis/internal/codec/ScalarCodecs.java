package io.hibernateredis.internal.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.UUID;

/** Codecs of numbers, characters, strings and UUIDs. */
final class ScalarCodecs {
    // The JDK parses decimal digits in quadratic time, so long numbers are not written as digits.
    private static final int MAX_BITS_AS_DIGITS = 4096;
    private static final int MAX_DIGITS = 1300;

    // What is done with a number takes room by its scale, which costs no bytes here. Databases know
    // none beyond.
    private static final int MAX_SCALE = 1 << 17;

    static final Codec<Boolean> BOOLEAN =
            new SimpleCodec<>("boolean", Output::writeBoolean, Input::readBoolean);
    static final Codec<Byte> BYTE = new SimpleCodec<>("byte", Output::writeByte, Input::readByte);
    static final Codec<Short> SHORT =
            new SimpleCodec<>(
                    "short",
                    (out, value) -> out.writeLong(value),
                    in -> (short) in.readInt(Short.MIN_VALUE, Short.MAX_VALUE));
    static final Codec<Integer> INTEGER =
            new SimpleCodec<>(
                    "int",
                    (out, value) -> out.writeLong(value),
                    in -> in.readInt(Integer.MIN_VALUE, Integer.MAX_VALUE));
    static final Codec<Long> LONG = new SimpleCodec<>("long", Output::writeLong, Input::readLong);
    static final Codec<Float> FLOAT =
            new SimpleCodec<>("float", Output::writeFloat, Input::readFloat);
    static final Codec<Double> DOUBLE =
            new SimpleCodec<>("double", Output::writeDouble, Input::readDouble);
    static final Codec<String> STRING =
            new SimpleCodec<>("string", Output::writeText, Input::readText);
    static final Codec<byte[]> BYTES =
            new SimpleCodec<>("byte[]", Output::writeBytes, Input::readBytes);
    static final Codec<char[]> CHARS =
            new SimpleCodec<>(
                    "char[]",
                    (out, value) -> out.writeText(new String(value)),
                    in -> in.readText().toCharArray());

    static final Codec<Character> CHARACTER =
            new ReadableCodec<>(
                    "char",
                    String::valueOf,
                    ScalarCodecs::singleChar,
                    (out, value) -> out.writeLong(value),
                    in -> (char) in.readInt(Character.MIN_VALUE, Character.MAX_VALUE));

    static final Codec<UUID> UUID =
            new ReadableCodec<>(
                    "uuid",
                    java.util.UUID::toString,
                    java.util.UUID::fromString,
                    (out, value) -> {
                        out.writeFixedLong(value.getMostSignificantBits());
                        out.writeFixedLong(value.getLeastSignificantBits());
                    },
                    in -> new UUID(in.readFixedLong(), in.readFixedLong()));

    static final Codec<BigInteger> BIG_INTEGER =
            new ReadableCodec<>(
                    "bigint",
                    value -> integerToText(value),
                    ScalarCodecs::integerFromText,
                    (out, value) -> out.writeBytes(value.toByteArray()),
                    in -> new BigInteger(in.readBytes()));

    static final Codec<BigDecimal> BIG_DECIMAL =
            new ReadableCodec<>(
                    "decimal",
                    ScalarCodecs::decimalToText,
                    ScalarCodecs::decimalFromText,
                    ScalarCodecs::writeDecimal,
                    ScalarCodecs::readDecimal);

    private ScalarCodecs() {}

    private static char singleChar(String text) {
        if (text.length() != 1) {
            throw new CorruptEntryException(text.length() + " characters in place of one");
        }
        return text.charAt(0);
    }

    private static String integerToText(BigInteger value) {
        return value.bitLength() <= MAX_BITS_AS_DIGITS
                ? value.toString()
                : "b" + Base64.getEncoder().encodeToString(value.toByteArray());
    }

    private static BigInteger integerFromText(String text) {
        return text.startsWith("b")
                ? new BigInteger(Base64.getDecoder().decode(text.substring(1)))
                : new BigInteger(requireShort(text));
    }

    private static BigDecimal requireSmallScale(BigDecimal value) {
        if (!isOfSmallScale(value)) {
            throw new CorruptEntryException("A scale of " + value.scale());
        }
        return value;
    }

    private static boolean isOfSmallScale(BigDecimal value) {
        return value.scale() >= -MAX_SCALE && value.scale() <= MAX_SCALE;
    }

    private static void requireWritable(BigDecimal value) {
        if (!isOfSmallScale(value)) {
            throw new UnsupportedValueException(
                    "A decimal of scale " + value.scale() + " has no form");
        }
    }

    private static String decimalToText(BigDecimal value) {
        requireWritable(value);
        return value.unscaledValue().bitLength() <= MAX_BITS_AS_DIGITS
                        && Math.abs((long) value.scale()) <= 40
                ? value.toString()
                : integerToText(value.unscaledValue()) + "/" + value.scale();
    }

    private static BigDecimal decimalFromText(String text) {
        int slash = text.indexOf('/');
        return requireSmallScale(
                slash < 0
                        ? new BigDecimal(requireShort(text))
                        : new BigDecimal(
                                integerFromText(text.substring(0, slash)),
                                Integer.parseInt(text, slash + 1, text.length(), 10)));
    }

    private static String requireShort(String digits) {
        if (digits.length() > MAX_DIGITS) {
            throw new CorruptEntryException(
                    digits.length() + " digits, at most " + MAX_DIGITS + " are written");
        }
        return digits;
    }

    // The lowest bit of the head says that the unscaled value is no long.
    private static void writeDecimal(Output out, BigDecimal value) {
        requireWritable(value);
        var unscaled = value.unscaledValue();
        boolean large = unscaled.bitLength() > 63;
        out.writeLong((long) value.scale() << 1 | (large ? 1 : 0));
        if (large) {
            out.writeBytes(unscaled.toByteArray());
        } else {
            out.writeLong(unscaled.longValue());
        }
    }

    private static BigDecimal readDecimal(Input in) {
        long head = in.readLong();
        int scale = Math.toIntExact(head >> 1);
        return requireSmallScale(
                (head & 1) != 0
                        ? new BigDecimal(new BigInteger(in.readBytes()), scale)
                        : BigDecimal.valueOf(in.readLong(), scale));
    }
}
