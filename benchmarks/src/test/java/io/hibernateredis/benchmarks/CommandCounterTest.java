package io.hibernateredis.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandCounterTest {
    private static final String SENT =
            "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n"
                    + "*3\r\n$3\r\nset\r\n$1\r\nk\r\n$14\r\n*1\r\n$3\r\nGET\r\n!\r\n"
                    + "*2\r\n$3\r\nget\r\n$0\r\n\r\n"
                    + "*1\r\n$4\r\nPING\r\n";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1_000})
    void commands_areCountedByName_howeverTheirBytesArrive(int atATime) {
        var counter = new CommandCounter();
        var stream = counter.stream();
        byte[] bytes = SENT.getBytes(ISO_8859_1);

        for (int from = 0; from < bytes.length; from += atATime) {
            int length = Math.min(atATime, bytes.length - from);
            var chunk = new byte[length];
            System.arraycopy(bytes, from, chunk, 0, length);
            stream.sent(chunk, length);
        }

        assertThat(counter.counts()).isEqualTo(Map.of("get", 2.0, "set", 1.0, "ping", 1.0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*1\r\n$4\r\nPI", "*1\r\n", "*"})
    void commands_thatAreNotComplete_areNotCounted(String sent) {
        var counter = new CommandCounter();

        counter.stream().sent(sent.getBytes(ISO_8859_1), sent.length());

        assertThat(counter.counts()).isEmpty();
    }
}
