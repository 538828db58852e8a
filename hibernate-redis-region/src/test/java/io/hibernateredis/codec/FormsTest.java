package io.hibernateredis.codec;

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

class FormsTest {
    private static final Object UNFETCHED = new Object();

    @ParameterizedTest
    @EnumSource
    void value_ofTheClosedSet_comesBackEqual(CodecFormat format) {
        var tagged = Forms.tagged(List.of());
        for (var value : ValueSamples.all()) {
            assertThat(roundTrip(format, tagged, value)).isEqualTo(value).hasSameClassAs(value);
            assertThat(roundTrip(format, form(value), value)).isEqualTo(value);
        }
    }

    @SuppressWarnings("unchecked")
    private static Form<Object> form(Object value) {
        for (Class<?> type = value.getClass(); ; type = type.getSuperclass()) {
            var form =
                    Forms.of(
                            value instanceof Enum<?> constant
                                    ? constant.getDeclaringClass()
                                    : type);
            if (form.isPresent()) {
                return (Form<Object>) form.get();
            }
        }
    }

    private static <V> V roundTrip(CodecFormat format, Form<V> form, V value) {
        var bytes = format.encode(form, value);
        var padded = new byte[bytes.length + 5];
        System.arraycopy(bytes, 0, padded, 2, bytes.length);
        return format.decode(form, padded, 2, bytes.length);
    }

    @ParameterizedTest
    @EnumSource
    void row_withNullsAndPlaceholders_comesBackTheSame(CodecFormat format) {
        var text = Forms.of(String.class).orElseThrow();
        var row =
                Forms.row(
                        new String[] {"a", "b", "c", "d", "e", "f", "g", "h", "i"},
                        new Form<?>[] {
                            text,
                            text,
                            text,
                            text,
                            text,
                            text,
                            text,
                            text,
                            Forms.row(new String[0], new Form<?>[0])
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
        var text = Forms.of(String.class).orElseThrow();
        var numbers = new LinkedHashMap<String, Integer>();
        numbers.put("one", 1);
        numbers.put(null, null);

        assertThat(roundTrip(format, Forms.list(text), Arrays.asList("b", null, "a")))
                .isEqualTo(Arrays.asList("b", null, "a"));
        assertThat(roundTrip(format, Forms.set(text), Set.of("a", "b")))
                .isEqualTo(Set.of("a", "b"));
        assertThat(
                        roundTrip(
                                format,
                                Forms.map(text, Forms.of(Integer.class).orElseThrow()),
                                numbers))
                .isEqualTo(numbers);
    }

    @ParameterizedTest
    @EnumSource
    void taggedValues_nest(CodecFormat format) {
        var tagged = Forms.tagged(List.of(Color.class));
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
        var writer = Forms.classes(List.of());
        var bytes = CodecFormat.BINARY.encode(writer, FormsTest.class);

        assertThat(CodecFormat.BINARY.decode(writer, bytes, 0, bytes.length))
                .isEqualTo(FormsTest.class);
        assertThat(
                        CodecFormat.BINARY.decode(
                                Forms.classes(List.of(FormsTest.class)), bytes, 0, bytes.length))
                .isEqualTo(FormsTest.class);
        assertThatThrownBy(
                        () ->
                                CodecFormat.BINARY.decode(
                                        Forms.classes(List.of()), bytes, 0, bytes.length))
                .isInstanceOf(CorruptEntryException.class);
    }

    @Test
    void url_ofAnotherProtocol_hasNoForm() throws Exception {
        var jar = URI.create("jar:file:/a.jar!/b").toURL();
        assertThatThrownBy(() -> CodecFormat.BINARY.encode(Forms.tagged(List.of()), jar))
                .isInstanceOf(UnsupportedValueException.class)
                .hasMessageContaining("jar");
    }

    @Test
    void value_outsideTheClosedSet_isRefused() {
        assertThat(Forms.of(Map.class)).isEmpty();
        assertThat(Forms.of(Class.class)).isEmpty();
        assertThatThrownBy(
                        () -> CodecFormat.JSON.encode(Forms.tagged(List.of()), new AtomicInteger()))
                .isInstanceOf(UnsupportedValueException.class)
                .hasMessageContaining("java.util.concurrent.atomic.AtomicInteger");
    }

    @Test
    void signature_tellsFormsApart() {
        assertThat(Forms.of(DayOfWeek.class).orElseThrow().signature()).contains("DayOfWeek");
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
