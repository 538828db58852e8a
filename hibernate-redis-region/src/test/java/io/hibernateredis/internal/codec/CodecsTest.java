package io.hibernateredis.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CodecsTest {
    private static final Object UNFETCHED = new Object();

    @ParameterizedTest
    @EnumSource
    void value_ofTheClosedSet_comesBackEqual(CodecFormat format) {
        var tagged = Codecs.tagged(List.of());
        for (var value : ValueSamples.all()) {
            assertThat(roundTrip(format, tagged, value)).isEqualTo(value).hasSameClassAs(value);
            assertThat(roundTrip(format, codec(value), value)).isEqualTo(value);
        }
    }

    @SuppressWarnings("unchecked")
    private static Codec<Object> codec(Object value) {
        for (Class<?> type = value.getClass(); ; type = type.getSuperclass()) {
            var codec =
                    Codecs.of(
                            value instanceof Enum<?> constant
                                    ? constant.getDeclaringClass()
                                    : type);
            if (codec.isPresent()) {
                return (Codec<Object>) codec.get();
            }
        }
    }

    private static <V> V roundTrip(CodecFormat format, Codec<V> codec, V value) {
        var bytes = format.encode(codec, value);
        var padded = new byte[bytes.length + 5];
        System.arraycopy(bytes, 0, padded, 2, bytes.length);
        return format.decode(codec, padded, 2, bytes.length);
    }

    @ParameterizedTest
    @EnumSource
    void row_withNullsAndPlaceholders_comesBackTheSame(CodecFormat format) {
        var text = Codecs.of(String.class).orElseThrow();
        var row =
                Codecs.row(
                        new String[] {"a", "b", "c", "d", "e", "f", "g", "h", "i"},
                        new Codec<?>[] {
                            text,
                            text,
                            text,
                            text,
                            text,
                            text,
                            text,
                            text,
                            Codecs.row(new String[0], new Codec<?>[0])
                        },
                        UNFETCHED,
                        this);

        Object[] values = {"x", null, UNFETCHED, this, "", UNFETCHED, null, null, new Object[0]};
        assertThat(roundTrip(format, row, values)).isEqualTo(values);
        Object[] plain = {"x", null, "y", "z", "", "", "", null, null};
        assertThat(roundTrip(format, row, plain)).isEqualTo(plain);
    }

    @ParameterizedTest
    @EnumSource
    void collections_comeBackEqual(CodecFormat format) {
        var text = Codecs.of(String.class).orElseThrow();
        var numbers = new LinkedHashMap<String, Integer>();
        numbers.put("one", 1);
        numbers.put(null, null);

        assertThat(roundTrip(format, Codecs.list(text), Arrays.asList("b", null, "a")))
                .isEqualTo(Arrays.asList("b", null, "a"));
        assertThat(roundTrip(format, Codecs.set(text), Set.of("a", "b")))
                .isEqualTo(Set.of("a", "b"));
        assertThat(
                        roundTrip(
                                format,
                                Codecs.map(text, Codecs.of(Integer.class).orElseThrow()),
                                numbers))
                .isEqualTo(numbers);
    }

    @ParameterizedTest
    @EnumSource
    void taggedValues_nest(CodecFormat format) {
        var tagged = Codecs.tagged(List.of(Color.class));
        Object value =
                new Object[] {
                    1L,
                    null,
                    "x",
                    Color.RED,
                    new Object[] {2, Color.BLUE},
                    new ArrayList<>(Arrays.asList(1, null)),
                    new LinkedHashSet<>(List.of("s"))
                };
        assertThat(roundTrip(format, tagged, value)).isEqualTo(value);
    }

    @Test
    void class_thatTheFormHasNotMet_isCorrupt() {
        var writer = Codecs.classes(List.of());
        var bytes = CodecFormat.BINARY.encode(writer, CodecsTest.class);

        assertThat(CodecFormat.BINARY.decode(writer, bytes, 0, bytes.length))
                .isEqualTo(CodecsTest.class);
        assertThat(
                        CodecFormat.BINARY.decode(
                                Codecs.classes(List.of(CodecsTest.class)), bytes, 0, bytes.length))
                .isEqualTo(CodecsTest.class);
        assertThatThrownBy(
                        () ->
                                CodecFormat.BINARY.decode(
                                        Codecs.classes(List.of()), bytes, 0, bytes.length))
                .isInstanceOf(CorruptEntryException.class);
    }

    @Test
    void url_ofAnotherProtocol_hasNoForm() throws Exception {
        var jar = URI.create("jar:file:/a.jar!/b").toURL();
        assertThatThrownBy(() -> CodecFormat.BINARY.encode(Codecs.tagged(List.of()), jar))
                .isInstanceOf(UnsupportedValueException.class)
                .hasMessageContaining("jar");
    }

    @Test
    void value_outsideTheClosedSet_isRefused() {
        assertThat(Codecs.of(Map.class)).isEmpty();
        assertThat(Codecs.of(Class.class)).isEmpty();
        assertThatThrownBy(
                        () ->
                                CodecFormat.JSON.encode(
                                        Codecs.tagged(List.of()), new AtomicInteger()))
                .isInstanceOf(UnsupportedValueException.class)
                .hasMessageContaining("java.util.concurrent.atomic.AtomicInteger");
    }

    @Test
    void signature_tellsFormsApart() {
        assertThat(Codecs.of(DayOfWeek.class).orElseThrow().signature()).contains("DayOfWeek");
        assertThat(CodecFormat.BINARY.signature()).isNotEqualTo(CodecFormat.JSON.signature());
    }

    enum Color {
        RED,
        BLUE {
            @Override
            public String toString() {
                return "blue";
            }
        }
    }
}
