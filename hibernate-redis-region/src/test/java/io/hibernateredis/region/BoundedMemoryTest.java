package io.hibernateredis.region;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.internal.access.ReferenceEntries;
import io.hibernateredis.internal.log.RegionLog;
import io.hibernateredis.internal.protocol.Keyspace;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What this JVM keeps beside Redis does not grow with what it has seen. */
class BoundedMemoryTest {

    private static final Keyspace KEYSPACE = new Keyspace("r", "r", Duration.ofMinutes(1));

    @Test
    void references_beyondTheBound_areForgottenLeastRecentlyUsedFirst() {
        var references = new ReferenceEntries();
        byte[] body = {1};
        var first = KEYSPACE.entry(null, "first");
        references.keep(first, "object", body);
        for (int i = 0; i < 2 * ReferenceEntries.MAX_ENTRIES; i++) {
            references.keep(KEYSPACE.entry(null, "n" + i), "other", body);
            assertThat(references.find(first, body, 0)).isEqualTo("object");
        }

        assertThat(references.size()).isEqualTo(ReferenceEntries.MAX_ENTRIES);
        assertThat(references.find(KEYSPACE.entry(null, "n0"), body, 0)).isNull();
    }

    @Test
    void reasons_thatDifferEachTime_areToldAFewTimesOnly() {
        var before = System.err;
        var log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, UTF_8));
        try {
            for (int i = 0; i < 1000; i++) {
                RegionLog.notCached("varying", "value " + i + " cannot be converted");
                RegionLog.notCached("same", "always the same");
            }
        } finally {
            System.setErr(before);
        }

        var lines = log.toString(UTF_8).lines().toList();
        assertThat(lines.stream().filter(line -> line.contains("[varying]"))).hasSize(5);
        assertThat(lines.stream().filter(line -> line.contains("[same]"))).hasSize(1);
    }
}
