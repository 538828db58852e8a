package io.hibernateredis.internal.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever bytes there are: a value, or a {@link CorruptEntryException}. */
class CorruptBytesTest {
    private static final int ROUNDS = 60_000;
    private static final Codec<Object> TAGGED = Codecs.tagged(List.of(CodecsTest.Color.class));

    private static List<Codec<?>> codecs() {
        var codecs = new ArrayList<Codec<?>>(Codecs.CLOSED.values());
        codecs.add(TAGGED);
        codecs.add(Codecs.sequence(TAGGED, Codecs.of(Long.class).orElseThrow()));
        codecs.add(Codecs.map(TAGGED, TAGGED));
        codecs.add(Codecs.classes(List.of(String.class)));
        codecs.add(Codecs.nothing());
        codecs.add(
                Codecs.row(
                        new String[] {"a", "b"},
                        new Codec<?>[] {TAGGED, TAGGED},
                        new Object(),
                        new Object()));
        return codecs;
    }

    @ParameterizedTest
    @EnumSource
    void randomBytes_areAValueOrCorrupt(CodecFormat format) {
        var random = new Random(42);
        var codecs = codecs();
        assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        var bytes = new byte[random.nextInt(40)];
                        random.nextBytes(bytes);
                        decode(format, codecs.get(round % codecs.size()), bytes);
                    }
                });
    }

    @ParameterizedTest
    @EnumSource
    void truncatedAndFlippedEntries_areAValueOrCorrupt(CodecFormat format) {
        var random = new Random(43);
        var entries =
                ValueSamples.all().stream()
                        .map(value -> format.encode(TAGGED, new Object[] {value, null, 1L}))
                        .filter(bytes -> bytes.length < 2000)
                        .toList();
        assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        var bytes = entries.get(round % entries.size()).clone();
                        for (int flips = random.nextInt(4); flips > 0; flips--) {
                            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                        }
                        decode(
                                format,
                                TAGGED,
                                random.nextBoolean()
                                        ? bytes
                                        : Arrays.copyOf(bytes, random.nextInt(bytes.length)));
                    }
                });
    }

    private static void decode(CodecFormat format, Codec<?> codec, byte[] bytes) {
        try {
            assertThat(format.decode(codec, bytes, 0, bytes.length)).isNotNull();
        } catch (CorruptEntryException e) {
            assertThat(e).hasMessage(e.getMessage());
        } catch (Throwable e) {
            fail("%s of %s".formatted(codec, Arrays.toString(bytes)), e);
        }
    }

    @Test
    void announcedLengths_areNotAllocated() {
        // Two billion bytes, values, or characters are announced, and none follows.
        byte[] huge = {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x1f};
        for (var codec : codecs()) {
            decode(CodecFormat.BINARY, codec, huge);
        }
    }

    /** A row without columns takes no byte: only the announcement says how many there are. */
    @Test
    void announcedValues_thatTakeNoBytes_areCorrupt() {
        var empty = Codecs.row(new String[0], new Codec<?>[0]);
        byte[] twoBillion = {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};
        assertCorrupt(Codecs.list(empty), twoBillion);
    }

    /** 2^32 + 1: as an int it is 1, and one byte follows. */
    @Test
    void lengthsBeyondAnInt_areCorrupt() {
        byte[] ofBytes = {(byte) 0x81, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x10, 'a'};
        assertCorrupt(Codecs.of(byte[].class).orElseThrow(), ofBytes);
        byte[] ofText = {(byte) 0x84, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x40, 'a'};
        assertCorrupt(Codecs.of(String.class).orElseThrow(), ofText);
    }

    private static void assertCorrupt(Codec<?> codec, byte[] bytes) {
        assertThatThrownBy(() -> CodecFormat.BINARY.decode(codec, bytes, 0, bytes.length))
                .isInstanceOf(CorruptEntryException.class);
    }

    @ParameterizedTest
    @EnumSource
    void deepNesting_isCorrupt(CodecFormat format) {
        byte[] nested =
                format == CodecFormat.JSON
                        ? "[\"list(tagged[io.hibernateredis.internal.codec.CodecsTest$Color])\",["
                                .repeat(50_000)
                                .getBytes(UTF_8)
                        : nestedArrays(100_000);
        decode(format, TAGGED, nested);
    }

    private static byte[] nestedArrays(int depth) {
        byte[] one = CodecFormat.BINARY.encode(TAGGED, new Object[] {new Object[0]});
        var bytes = new byte[depth * 2];
        for (int i = 0; i < bytes.length; i += 2) {
            bytes[i] = one[0];
            bytes[i + 1] = one[1];
        }
        return bytes;
    }

    @Test
    void longNumbers_inJson_areRefused() {
        var text = "\"" + "9".repeat(3_000_000) + "\"";
        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> decode(CodecFormat.JSON, ScalarCodecs.BIG_INTEGER, text.getBytes(UTF_8)));
    }
}
