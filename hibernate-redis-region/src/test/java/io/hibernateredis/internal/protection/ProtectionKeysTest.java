package io.hibernateredis.internal.protection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hibernateredis.internal.codec.CorruptEntryException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProtectionKeysTest {

    private static final byte[] NAMES = key(9);
    private static final byte[] PLACE = "{hr:0}e:task#1".getBytes(UTF_8);
    private static final byte[] BODY = "a secret of many words ".repeat(100).getBytes(UTF_8);
    private static final int HEADER = 17;

    static byte[] key(int each) {
        byte[] key = new byte[ProtectionKeys.BYTES];
        Arrays.fill(key, (byte) each);
        return key;
    }

    private static Bodies bodies(Integer... keys) {
        List<byte[]> values = Arrays.stream(keys).map(ProtectionKeysTest::key).toList();
        return new Bodies(1 << 20, ProtectionKeys.of(values, NAMES));
    }

    private static BodyForm encrypted(Compression compression) {
        return new BodyForm(compression, 1024, true);
    }

    private static final BodyForm ENCRYPTED = encrypted(Compression.OFF);

    /** As it lies in Redis, behind a header. */
    private static byte[] entry(Bodies bodies, BodyForm form) {
        byte[] stored = bodies.stored(BODY, form, PLACE);
        byte[] entry = new byte[HEADER + stored.length];
        Arrays.fill(entry, 0, HEADER, (byte) 'h');
        System.arraycopy(stored, 0, entry, HEADER, stored.length);
        return entry;
    }

    private static byte[] read(Bodies bodies, byte[] entry) {
        byte[] plain = bodies.read(entry, HEADER, PLACE, ENCRYPTED);
        assertThat(plain).startsWith("h".repeat(HEADER).getBytes(UTF_8));
        return Arrays.copyOfRange(plain, HEADER + Bodies.OVERHEAD, plain.length);
    }

    private static void assertRefused(Bodies bodies, byte[] entry, byte[] place) {
        assertThatExceptionOfType(CorruptEntryException.class)
                .isThrownBy(() -> bodies.read(entry, HEADER, place, ENCRYPTED));
    }

    /** Those of the specification, c2sp.org/XAES-256-GCM. */
    @ParameterizedTest
    @CsvSource({
        "1, '', ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271",
        "3, c2sp.org/XAES-256-GCM, 986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"
    })
    void testVectors_areMet(int key, String bound, String sealed) {
        byte[] to = Arrays.copyOf("ABCDEFGHIJKLMNOPQRSTUVWX".getBytes(UTF_8), 24 + 12 + 16);

        new ValueKey(key(key)).seal("XAES-256-GCM".getBytes(UTF_8), bound.getBytes(UTF_8), to, 0);

        assertThat(HexFormat.of().formatHex(to, 24, to.length)).isEqualTo(sealed);
        byte[] opened = new byte[12];
        new ValueKey(key(key)).open(to, 0, bound.getBytes(UTF_8), opened, 0);
        assertThat(opened).asString(UTF_8).isEqualTo("XAES-256-GCM");
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void body_isReadAsItWasGiven_andStandsNowhereInPlainText(Compression compression) {
        byte[] entry = entry(bodies(1), encrypted(compression));

        assertThat(read(bodies(1), entry)).isEqualTo(BODY);
        assertThat(new String(entry, UTF_8)).doesNotContain("secret");
    }

    @Test
    void body_thatIsStoredTwice_isNeverEncryptedAlike() {
        Set<String> nonces = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            byte[] entry = entry(bodies(1), ENCRYPTED);
            nonces.add(HexFormat.of().formatHex(entry, HEADER + 5, HEADER + 5 + ValueKey.NONCE));
        }
        assertThat(nonces).hasSize(1000);
    }

    @Test
    void firstKey_writes_andAllRead() {
        byte[] before = entry(bodies(1), ENCRYPTED);
        byte[] during = entry(bodies(2, 1), ENCRYPTED);

        assertThat(read(bodies(1, 2), before)).isEqualTo(BODY);
        assertThat(read(bodies(2, 1), before)).isEqualTo(BODY);
        assertThat(read(bodies(1, 2), during)).isEqualTo(BODY);
        assertThat(read(bodies(2), during)).isEqualTo(BODY);
        assertRefused(bodies(1), during, PLACE);
        assertRefused(bodies(2), before, PLACE);
        assertRefused(bodies(3, 4), before, PLACE);
        assertRefused(new Bodies(1 << 20, ProtectionKeys.NONE), before, PLACE);
    }

    /** The form, the key's id, the nonce, what was encrypted, the tag. */
    @ParameterizedTest
    @EnumSource(Compression.class)
    void anyChangedByte_isRefused(Compression compression) {
        byte[] entry = entry(bodies(1), encrypted(compression));
        for (int at = HEADER; at < entry.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = entry.clone();
                changed[at] ^= (byte) (1 << bit);
                assertRefused(bodies(1), changed, PLACE);
            }
        }
    }

    @Test
    void anyOtherLength_isRefused() {
        byte[] entry = entry(bodies(1), ENCRYPTED);
        for (int length = HEADER; length < entry.length; length++) {
            assertRefused(bodies(1), Arrays.copyOf(entry, length), PLACE);
        }
        assertRefused(bodies(1), Arrays.copyOf(entry, entry.length + 1), PLACE);
    }

    @Test
    void body_underAnotherKeyOfRedis_isRefused() {
        byte[] entry = entry(bodies(1), ENCRYPTED);

        assertRefused(bodies(1), entry, "{hr:0}e:task#2".getBytes(UTF_8));
        assertRefused(bodies(1), entry, "{other:0}e:task#1".getBytes(UTF_8));
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void bodyThatIsNotEncrypted_whereItIsToBe_isRefused(Compression compression) {
        var form = new BodyForm(compression, 64, false);
        byte[] entry = entry(bodies(1), form);

        assertRefused(bodies(1), entry, PLACE);
        assertThat(bodies(1).read(entry, HEADER, PLACE, form)).endsWith(BODY);
    }

    @Test
    void encryptedBody_isReadWhereItNeedNotBe() {
        byte[] entry = entry(bodies(1), ENCRYPTED);

        assertThat(bodies(1).read(entry, HEADER, PLACE, BodyForm.PLAIN)).endsWith(BODY);
    }

    @Test
    void names_ofOneKey_areAlike_andOfAnotherAreNot() {
        var one = new NameKey(key(1));
        var same = new NameKey(key(1));
        var other = new NameKey(key(2));

        assertThat(one.hidden("e:task#1")).isEqualTo(same.hidden("e:task#1")).hasSize(27);
        assertThat(one.hidden("e:task#1")).isNotEqualTo(one.hidden("e:task#2"));
        assertThat(one.hidden("e:task#1")).isNotEqualTo(other.hidden("e:task#1"));
        assertThat(one.digest()).isEqualTo(same.digest()).isNotEqualTo(other.digest());
    }

    @Test
    void keys_areNotTold() {
        var keys = ProtectionKeys.of(List.of(key(77)), key(78));
        assertThat(keys).hasToString("1 keys");
        assertThat(ProtectionKeys.NONE).hasToString("no keys");
    }

    @Test
    void keysOfValues_areNeeded() {
        assertThatIllegalArgumentException().isThrownBy(() -> ProtectionKeys.of(List.of(), NAMES));
    }
}
