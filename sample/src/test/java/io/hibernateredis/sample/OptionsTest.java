package io.hibernateredis.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @Test
    void noOptions_areTheDefaults() {
        var options = Options.parse();

        assertThat(options.seconds()).isEqualTo(20);
        assertThat(options.threads()).isEqualTo(4);
        assertThat(options.latency()).isZero();
        assertThat(options.redis()).isEmpty();
        assertThat(options.jdbc()).isEmpty();
        assertThat(options.near()).isEqualTo("lease");
        assertThat(options.queries()).isTrue();
    }

    @Test
    void allOptions_areTaken() {
        var options =
                Options.parse(
                        "--seconds",
                        "3",
                        "--threads",
                        "2",
                        "--latency",
                        "500us",
                        "--redis",
                        "redis://localhost:6379",
                        "--jdbc",
                        "jdbc:postgresql://localhost/sample",
                        "--near",
                        "off",
                        "--no-queries");

        assertThat(options.seconds()).isEqualTo(3);
        assertThat(options.threads()).isEqualTo(2);
        assertThat(options.latency()).isEqualTo(Duration.ofNanos(500_000));
        assertThat(options.redis()).hasValue("redis://localhost:6379");
        assertThat(options.jdbc()).hasValue("jdbc:postgresql://localhost/sample");
        assertThat(options.near()).isEqualTo("off");
        assertThat(options.queries()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --seconds 0     | --seconds must be a whole number from 1 to 86400, but was 0
                    --seconds soon  | --seconds must be a whole number from 1 to 86400, but was soon
                    --threads 257   | --threads must be a whole number from 1 to 256, but was 257
                    --latency 1     | --latency must be a time from 10us to 1s, such as 500us or 1ms, but was 1
                    --latency 0ms   | --latency must be a time from 10us to 1s, such as 500us or 1ms, but was 0ms
                    --latency 9us   | --latency must be a time from 10us to 1s, such as 500us or 1ms, but was 9us
                    --latency 2s    | --latency must be a time from 10us to 1s, such as 500us or 1ms, but was 2s
                    --latency -1ms  | --latency must be a time from 10us to 1s, such as 500us or 1ms, but was -1ms
                    --latency       | --latency must be followed by a value, but was the last argument
                    --latency 1ms --redis rediss://host | --redis must be of the form redis://host:port with --latency, but was rediss://host
                    --jdbc jdbc:h2:mem:x --latency 1ms  | --jdbc must be of the form jdbc:h2:tcp://host:port/name or jdbc:postgresql://host:port/name with --latency, but was jdbc:h2:mem:x
                    --redis host    | --redis must begin with redis:// or rediss://, but was host
                    --jdbc jdbc:x:y | --jdbc must begin with jdbc:h2: or jdbc:postgresql:, but was jdbc:x:y
                    --near far      | --near must be lease or barrier or off, but was far
                    --seconds       | --seconds must be followed by a value, but was the last argument
                    --fast          | unknown option --fast (see --help)
                    """)
    void option_thatBreaksItsRule_isNamedWithTheRuleAndTheValue(String line, String message) {
        assertThatThrownBy(() -> Options.parse(line.split(" ", -1)))
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
        assertThat(Sample.run(line.split(" ", -1), System.out)).isEqualTo(2);
    }

    @Test
    void help_printsTheUsageAndSucceeds() {
        var printed = new ByteArrayOutputStream();

        assertThat(Sample.run(new String[] {"--help"}, new PrintStream(printed, true, UTF_8)))
                .isZero();
        assertThat(printed.toString(UTF_8)).isEqualTo(Options.USAGE);
    }
}
