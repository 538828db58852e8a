package io.hibernateredis.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hibernateredis.testing.CountedLookups;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nothing that is read from bytes, or written, asks the network for the address of a name in it. A
 * URL does so in order to be hashed or compared.
 */
class UrlLookupsTest {

    private static final Codec<?> LINK = Codecs.of(URL.class).orElseThrow();
    private static final Codec<Object> TAGGED = Codecs.tagged(List.of());

    private int before;

    @BeforeEach
    void count() {
        before = CountedLookups.count();
    }

    @AfterEach
    void hashing_isWhatIsCounted() {
        assertThat(link().hashCode()).isNotEqualTo(-1);
        assertThat(CountedLookups.count()).as("look-ups by a hash").isGreaterThan(before);
    }

    private void assertNoLookups() {
        assertThat(CountedLookups.count()).as("look-ups").isEqualTo(before);
    }

    private static URL link() {
        try {
            return new URL("ftp://does-not-resolve.invalid/a");
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertCorrupt(CodecFormat format, Codec<?> codec, byte[] bytes) {
        assertThatThrownBy(() -> format.decode(codec, bytes, 0, bytes.length))
                .isInstanceOf(CorruptEntryException.class);
    }

    @ParameterizedTest
    @EnumSource
    void url_byItself_isReadAndWritten(CodecFormat format) {
        var values = new ArrayList<Object>(List.of(link(), "a"));
        byte[] bytes = format.encode(TAGGED, values);
        var read = (List<?>) format.decode(TAGGED, bytes, 0, bytes.length);

        assertThat(read).hasSize(2);
        assertThat(((URL) read.get(0)).toExternalForm()).isEqualTo(link().toExternalForm());
        assertNoLookups();
    }

    /** The bytes of a list are those of a set, and the bytes of pairs those of a map. */
    @ParameterizedTest
    @EnumSource
    void urlInASet_orAsAKey_isCorrupt(CodecFormat format) {
        byte[] one = format.encode(Codecs.list(LINK), Arrays.asList(link(), null));
        assertCorrupt(format, Codecs.set(LINK), one);
        byte[] pairs = format.encode(Codecs.sequence(LINK, TAGGED), new Object[] {link(), "a"});
        assertCorrupt(format, Codecs.map(LINK, TAGGED), pairs);
        byte[] nested =
                format.encode(Codecs.list(TAGGED), List.of(new ArrayList<>(List.of("a", link()))));
        assertCorrupt(format, Codecs.set(TAGGED), nested);
        assertNoLookups();
    }

    @ParameterizedTest
    @EnumSource
    void urlInASet_orAsAKey_hasNoForm(CodecFormat format) {
        var set = new LinkedHashSet<Object>(List.of(link()));
        var map = Map.of(link(), "a");
        int hashed = CountedLookups.count();

        for (Codec<?> codec : List.of(Codecs.set(TAGGED), TAGGED)) {
            assertThatThrownBy(() -> encode(format, codec, set))
                    .isInstanceOf(UnsupportedValueException.class)
                    .hasMessageContaining("URL");
        }
        assertThatThrownBy(() -> encode(format, Codecs.map(TAGGED, TAGGED), map))
                .isInstanceOf(UnsupportedValueException.class)
                .hasMessageContaining("URL");
        assertThat(CountedLookups.count()).isEqualTo(hashed);
    }

    @SuppressWarnings("unchecked")
    private static void encode(CodecFormat format, Codec<?> codec, Object value) {
        format.encode((Codec<Object>) codec, value);
    }
}
