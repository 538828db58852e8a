package io.hibernateredis.query.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hibernateredis.internal.codec.UnsupportedValueException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EncodingTest {

    /** Each is compared with all before it. */
    private static final int DRAWN = 1_000_000;

    private static ByteBuffer encoded(List<Object> parameters) {
        var encoding = new Encoding().group(parameters.size());
        for (Object parameter : parameters) {
            if (parameter instanceof List<?> list) {
                encoding.group(list.size());
                list.forEach(encoding::value);
            } else {
                encoding.value(parameter);
            }
        }
        return ByteBuffer.wrap(encoding.sha256());
    }

    @Test
    void randomParameters_thatDiffer_neverEncodeAlike() {
        var random = new Random(42);
        Map<ByteBuffer, List<Object>> seen = new HashMap<>();
        for (int i = 0; i < DRAWN; i++) {
            List<Object> parameters = parameters(random);
            List<Object> other = seen.putIfAbsent(encoded(parameters), parameters);
            if (other != null && !other.equals(parameters)) {
                assertThat(other).isEqualTo(parameters);
            }
        }
        assertThat(seen.size()).isGreaterThan(DRAWN / 3);
    }

    @Test
    void equalParameters_encodeAlike() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(encoded(parameters(new Random(i))))
                    .isEqualTo(encoded(parameters(new Random(i))));
        }
    }

    /** Out of a small range, so that many nearly meet. */
    private static List<Object> parameters(Random random) {
        int count = random.nextInt(4);
        List<Object> parameters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parameters.add(random.nextInt(4) == 0 ? list(random) : value(random));
        }
        return parameters;
    }

    private static List<Object> list(Random random) {
        var list = new ArrayList<>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            list.add(value(random));
        }
        return list;
    }

    private static Object value(Random random) {
        int number = random.nextInt(300) - 20;
        return switch (random.nextInt(12)) {
            case 0 -> (long) number;
            case 1 -> number;
            case 2 -> Integer.toString(number);
            case 3 -> (short) number;
            case 4 -> BigDecimal.valueOf(number, 1);
            case 5 -> (double) number;
            case 6 -> LocalDate.ofEpochDay(number);
            case 7 -> new UUID(0, number);
            case 8 -> number % 2 == 0;
            case 9 -> TimeUnit.values()[Math.floorMod(number, 7)];
            case 10 -> TimeUnit.values()[Math.floorMod(number, 7)].name();
            default -> random.nextBoolean() ? null : "null";
        };
    }

    @Test
    void partsOfDifferentSplit_differ() {
        assertThat(new Encoding().text("ab").text("c").toByteArray())
                .isNotEqualTo(new Encoding().text("a").text("bc").toByteArray());
        assertThat(encoded(Arrays.asList(List.of(1, 2), List.of(3))))
                .isNotEqualTo(encoded(Arrays.asList(List.of(1), List.of(2, 3))));
        assertThat(encoded(Arrays.asList((Object) null))).isNotEqualTo(encoded(List.of("null")));
    }

    @Test
    void valueOfAnUnknownClass_isRefused() {
        assertThatThrownBy(() -> new Encoding().value(new Object()))
                .isInstanceOf(UnsupportedValueException.class);
    }
}
