package io.hibernateredis.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.hibernateredis.internal.settings.CacheSettings;
import io.hibernateredis.internal.settings.SettingsReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every setting is documented, with its real default and its real range, and no other is. */
class DocumentedSettingsIT {

    private static final String PREFIX = SettingsReader.PREFIX;
    private static final Pattern SECTION =
            Pattern.compile(
                    "^#### `([^`]+)`\\n(.*?)(?=^##|\\z)", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern DEFAULT =
            Pattern.compile("^Default `([^`]+)`\\.", Pattern.MULTILINE);
    private static final Pattern FROM_TO = Pattern.compile("From `([^`]+)`\\s+to `([^`]+)`\\.");
    private static final Pattern AT_LEAST = Pattern.compile("At least `([^`]+)`\\.");
    private static final Pattern ONE_OF = Pattern.compile("One of ((?:`[^`]+`(?:, )?)+)\\.");

    private final Map<String, String> documented = documented();

    private static Map<String, String> documented() {
        Map<String, String> sections = new LinkedHashMap<>();
        Matcher section =
                SECTION.matcher(Documents.read(Documents.ROOT.resolve("docs/configuration.md")));
        while (section.find()) {
            sections.put(section.group(1).replace("<region>", "r"), section.group(2));
        }
        return sections;
    }

    /** Remembers what it is asked for. */
    private static final class Recorder extends HashMap<String, Object> {

        private static final long serialVersionUID = 1L;

        final transient Set<String> asked = new TreeSet<>();

        @Override
        public Object get(Object key) {
            asked.add(key.toString());
            return super.get(key);
        }
    }

    @Test
    void settings_thatAreKnown_areThoseThatAreDocumented() {
        var recorder = new Recorder();
        recorder.put(PREFIX + "regions.r.ttl", "1m");
        recorder.put(PREFIX + "regions.r.near", "on");
        recorder.put(PREFIX + "regions.r.compression", "off");
        recorder.put(PREFIX + "regions.r.encryption", "off");
        CacheSettings.from(recorder);

        assertThat(documented.keySet()).containsExactlyInAnyOrderElementsOf(recorder.asked);
    }

    @Test
    void defaults_areThoseThatAreDocumented() {
        var standard = CacheSettings.from(Map.of());
        documented.forEach(
                (name, text) -> {
                    Matcher value = DEFAULT.matcher(text);
                    if (value.find()) {
                        assertThat(CacheSettings.from(Map.of(name, value.group(1))))
                                .as(name)
                                .isEqualTo(standard);
                    } else {
                        assertThat(name)
                                .isIn(
                                        PREFIX + "client",
                                        PREFIX + "ssl_socket_factory",
                                        PREFIX + "credentials_provider",
                                        PREFIX + "sentinel_password",
                                        PREFIX + "sentinel_user",
                                        PREFIX + "regions.r.ttl",
                                        PREFIX + "regions.r.near",
                                        PREFIX + "regions.r.compression",
                                        PREFIX + "regions.r.encryption",
                                        PREFIX + "encryption.keys",
                                        PREFIX + "encryption.name_key",
                                        PREFIX + "encryption.key_provider",
                                        PREFIX + "query.deterministic_functions");
                    }
                });
        var oneRegion = CacheSettings.from(Map.of(PREFIX + "ttl", "7m"));
        assertThat(oneRegion.region("any").ttl()).isEqualTo(Duration.ofMinutes(7));
    }

    @Test
    void ranges_areThoseThatAreDocumented() {
        int ranges = 0;
        for (var entry : documented.entrySet()) {
            Matcher fromTo = FROM_TO.matcher(entry.getValue());
            Matcher atLeast = AT_LEAST.matcher(entry.getValue());
            if (fromTo.find()) {
                assertLeast(entry.getKey(), fromTo.group(1));
                assertMost(entry.getKey(), fromTo.group(2));
                ranges++;
            } else if (atLeast.find()) {
                assertLeast(entry.getKey(), atLeast.group(1));
                ranges++;
            }
        }
        assertThat(ranges).isGreaterThan(10);
    }

    @Test
    void choices_areThoseThatAreDocumented() {
        int choices = 0;
        for (var entry : documented.entrySet()) {
            Matcher oneOf = ONE_OF.matcher(entry.getValue());
            if (oneOf.find()) {
                choices++;
                List<String> values = List.of(oneOf.group(1).replace("`", "").split(", "));
                values.forEach(value -> assertAccepted(entry.getKey(), value));
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> CacheSettings.from(Map.of(entry.getKey(), "other")))
                        .withMessageContaining(values.toString());
            }
        }
        assertThat(choices).isEqualTo(14);
    }

    @Test
    void trust_notLongerThanTheHeartbeat_isRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                CacheSettings.from(
                                        Map.of(PREFIX + "heartbeat", "1s", PREFIX + "trust", "1s")))
                .withMessageContaining("longer than the heartbeat");
    }

    @Test
    void functions_areNamesWithCommasBetween() {
        String name = PREFIX + "query.deterministic_functions";
        assertThat(CacheSettings.from(Map.of()).query().deterministicFunctions()).isEmpty();
        assertThat(
                        CacheSettings.from(Map.of(name, "app_rank , shop.price"))
                                .query()
                                .deterministicFunctions())
                .containsExactlyInAnyOrder("app_rank", "shop.price");
        for (String wrong : List.of("a,,b", "a b", "f()", "a,")) {
            assertRejected(name, wrong);
        }
    }

    @Test
    void zero_isRejected_whereTheRangeDoesNotBeginWithIt() {
        for (String name : documented.keySet()) {
            if (documented.get(name).contains("At least")
                    || documented.get(name).matches("(?s).*From `(?!0).*")) {
                assertRejected(name, "0");
            }
        }
    }

    @Test
    void durations_inEachDocumentedForm_areRead() {
        Map<String, Duration> codecs =
                Map.of(
                        "500ms", Duration.ofMillis(500),
                        "10s", Duration.ofSeconds(10),
                        "5m", Duration.ofMinutes(5),
                        "5min", Duration.ofMinutes(5),
                        "2h", Duration.ofHours(2),
                        "1d", Duration.ofDays(1),
                        "PT10S", Duration.ofSeconds(10),
                        "500", Duration.ofMillis(500));
        String text = Documents.read(Documents.ROOT.resolve("docs/configuration.md"));
        codecs.forEach(
                (codec, duration) -> {
                    assertThat(text).contains("`" + codec + "`");
                    assertThat(CacheSettings.from(Map.of(PREFIX + "ttl", codec)).defaults().ttl())
                            .isEqualTo(duration);
                });
        assertThat(CacheSettings.from(Map.of(PREFIX + "ttl", Duration.ofDays(2))).defaults().ttl())
                .isEqualTo(Duration.ofDays(2));
    }

    private static void assertLeast(String name, String least) {
        assertAccepted(name, least);
        assertRejected(name, next(least, -1));
    }

    private static void assertMost(String name, String most) {
        assertAccepted(name, most);
        assertRejected(name, next(most, 1));
    }

    /** The next value in a direction: by 1 ms, or by 1. */
    private static String next(String value, int step) {
        if (value.chars().allMatch(Character::isDigit)) {
            return Long.toString(Long.parseLong(value) + step);
        }
        Duration duration =
                CacheSettings.from(Map.of(PREFIX + "ttl", value)).defaults().ttl().plusMillis(step);
        return duration.toString();
    }

    private static void assertAccepted(String name, String value) {
        assertThatNoException().as(name + "=" + value).isThrownBy(() -> read(name, value));
    }

    private static void assertRejected(String name, String value) {
        assertThatIllegalArgumentException()
                .as(name + "=" + value)
                .isThrownBy(() -> read(name, value))
                .withMessageContaining("must be");
    }

    private static void read(String name, String value) {
        Map<String, Object> settings = new HashMap<>(Map.of(name, value));
        settings.putIfAbsent(PREFIX + "trust", "1d"); // it limits the heartbeat
        if (settings.containsValue("on")) {
            settings.put(PREFIX + "encryption.keys", "A".repeat(43) + "=");
            settings.put(PREFIX + "encryption.name_key", "B".repeat(42) + "A=");
        }
        CacheSettings.from(settings);
    }
}
