package io.hibernateredis.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @Test
    void noOptions_areTheDefaults() {
        var options = Options.parse();

        assertThat(options.seconds()).isEqualTo(20);
        assertThat(options.threads()).isEqualTo(4);
        assertThat(options.redis()).isEmpty();
        assertThat(options.jdbc()).isEmpty();
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
                        "--redis",
                        "redis://localhost:6379",
                        "--jdbc",
                        "jdbc:postgresql://localhost/sample",
                        "--no-queries");

        assertThat(options.seconds()).isEqualTo(3);
        assertThat(options.threads()).isEqualTo(2);
        assertThat(options.redis()).hasValue("redis://localhost:6379");
        assertThat(options.jdbc()).hasValue("jdbc:postgresql://localhost/sample");
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
                    --redis host    | --redis must begin with redis:// or rediss://, but was host
                    --jdbc jdbc:x:y | --jdbc must begin with jdbc:h2: or jdbc:postgresql:, but was jdbc:x:y
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
