package io.hibernateredis.region;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.hibernateredis.EncryptionKeys;
import io.hibernateredis.internal.protection.ProtectionKeys;
import io.hibernateredis.internal.settings.CacheSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From where keys come, and that nothing tells them. */
class EncryptionSettingsIT {

    private static final String PREFIX = "hibernate.cache.redis.";
    private static final String ONE = base64(32, 1);
    private static final String TWO = base64(32, 2);
    private static final String NAMES = base64(32, 3);

    private static byte[] bytes(int length, int each) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) each);
        return bytes;
    }

    private static String base64(int length, int each) {
        return Base64.getEncoder().encodeToString(bytes(length, each));
    }

    private static CacheSettings read(Object keys, Object names) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(PREFIX + "encryption", "on");
        settings.put(PREFIX + "encryption.keys", keys);
        settings.put(PREFIX + "encryption.name_key", names);
        return CacheSettings.from(settings);
    }

    private static ProtectionKeys keys(Object keys, Object names) {
        return read(keys, names).store().keys();
    }

    @Test
    void keys_inSettingsOrFiles_areRead(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("keys"), ONE + "\n" + TWO + "\n");
        Path nameFile = Files.writeString(directory.resolve("name"), "  " + NAMES + "\n");

        assertThat(keys(ONE, NAMES)).hasToString("1 keys");
        assertThat(keys(ONE + " , " + TWO, NAMES)).hasToString("2 keys");
        assertThat(keys("file:" + file, "file:" + nameFile)).hasToString("2 keys");
    }

    @Test
    void encryption_ofOneRegion_suffices() {
        var settings =
                CacheSettings.from(
                        Map.of(
                                PREFIX + "regions.Task.encryption", "on",
                                PREFIX + "encryption.keys", ONE,
                                PREFIX + "encryption.name_key", NAMES));

        assertThat(settings.region("Task").form().encrypted()).isTrue();
        assertThat(settings.region("Project").form().encrypted()).isFalse();
        assertThat(settings.store().keys().names()).isNotNull();
    }

    @Test
    void keys_thatAreNotUsed_areNotChecked() {
        var settings = CacheSettings.from(Map.of(PREFIX + "encryption.keys", "later"));

        assertThat(settings.store().keys()).isSameAs(ProtectionKeys.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    geheimnis!  | NAMES      | encryption.keys must be base64, with commas between, or file: and a path, but key 1 is not
                    ONE,geheim! | NAMES      | encryption.keys must be base64, with commas between, or file: and a path, but key 2 is not
                    geheimnis   | NAMES      | encryption.keys must be
                    Z2VoZWltbmlz | NAMES     | encryption.keys must be of 32 bytes each, but key 1 has 9
                    ONE         | Z2VoZWltbmlz | encryption.name_key must be of 32 bytes each, but it has 9
                    ONE         | NAMES,TWO  | encryption.name_key must be one key, but were 2
                    ONE,TWO     | TWO        | encryption.name_key must be a key of its own, but was one of encryption.keys
                    file:/none  | NAMES      | encryption.keys must name a file that can be read, but was file:/none
                    ONE         | ''         | encryption.name_key must be set
                    ''          | NAMES      | encryption.keys must be set
                    """)
    void malformedKeys_areRefused_andNotTold(String keys, String names, String message) {
        Throwable thrown = catchThrowable(() -> read(replaced(keys), replaced(names)));

        assertThat(thrown)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(PREFIX)
                .hasMessageContaining(message);
        var trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString())
                .doesNotContain("geheim")
                .doesNotContain("Z2VoZWlt")
                .doesNotContain(ONE)
                .doesNotContain(TWO)
                .doesNotContain(NAMES);
    }

    private static String replaced(String text) {
        return text.replace("ONE", ONE).replace("TWO", TWO).replace("NAMES", NAMES);
    }

    private record Vault(List<byte[]> valueKeys, byte[] nameKey) implements EncryptionKeys {}

    @Test
    void provider_tellsTheKeys() {
        var vault = new Vault(List.of(bytes(32, 1), bytes(32, 2)), bytes(32, 3));

        assertThat(provided(vault)).hasToString("2 keys");
        assertThat(provided(vault).names().digest()).isEqualTo(keys(ONE, NAMES).names().digest());
    }

    private static ProtectionKeys provided(Object vault) {
        return CacheSettings.from(
                        Map.of(
                                PREFIX + "encryption",
                                "on",
                                PREFIX + "encryption.key_provider",
                                vault))
                .store()
                .keys();
    }

    @Test
    void provider_thatFails_isNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> provided(new Vault(null, bytes(32, 3))))
                .withMessage(
                        PREFIX
                                + "encryption.key_provider must tell keys, but threw a"
                                + " java.lang.NullPointerException");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> provided(new Vault(List.of(), bytes(32, 3))))
                .withMessageContaining("must be one key at least");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> provided("vault"))
                .withMessageContaining("must be a io.hibernateredis.EncryptionKeys");
    }

    @Test
    void settings_asText_tellNoKey() {
        String text = read(ONE + "," + TWO, NAMES).toString();

        assertThat(text).contains("2 keys").doesNotContain(ONE).doesNotContain(NAMES);
        assertThat(text.getBytes(UTF_8)).doesNotContain(bytes(8, 1));
    }
}
