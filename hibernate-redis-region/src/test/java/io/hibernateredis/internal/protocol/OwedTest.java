package io.hibernateredis.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwedTest {

    private static final Keyspace ORDERS =
            new Keyspace("shop.Order", "com.example.Order", Duration.ofHours(1));
    private static final Keyspace ODD = new Keyspace("a#b", "c%d", Duration.ofHours(1));

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void changes_whenWrittenAndRead_areTheSame(boolean hides) {
        List<Change> changes =
                List.of(
                        Change.of(Tag.table("orders|x")),
                        Change.of(ORDERS.entry(null, "1"), new byte[] {1}),
                        Change.of(Tag.named("price:ü")),
                        Change.of(ODD.entry("tenant#1", "ß"), null),
                        Change.of(Tag.unknownRows("t"), new Change.IfWritten(Set.of())),
                        Change.of(ORDERS.entry(null, "2"), null),
                        Change.of(ODD.floor()));
        Owed read = Owed.parse(Owed.of(changes, hides).toBytes());
        assertThat(read.hides()).isEqualTo(hides);
        assertThat(read.everything()).isFalse();
        assertThat(tags(read)).containsExactlyInAnyOrderElementsOf(tags(changes));
        assertThat(names(read.changes())).containsExactlyInAnyOrderElementsOf(names(changes));
        assertThat(floors(read.changes())).containsExactlyInAnyOrderElementsOf(floors(changes));
        assertThat(read.changes()).allMatch(change -> change.condition() == null);
        assertThat(read.changes()).allMatch(change -> change.newState() == null);
    }

    @Test
    void everything_whenWrittenAndRead_isEverything() {
        assertThat(Owed.parse(Owed.everything(true).toBytes()))
                .isEqualTo(new Owed(List.of(), true, true));
        assertThat(Owed.parse(Owed.everything(false).toBytes()))
                .isEqualTo(new Owed(List.of(), true, false));
    }

    @Test
    void manyEntries_areReplacedByTheirFloor() {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            changes.add(Change.of(ORDERS.entry(null, "order " + i), null));
        }
        byte[] bytes = Owed.of(changes, false).toBytes();
        assertThat(bytes).hasSizeLessThan(Owed.MAX_BYTES);
        assertThat(tags(Owed.parse(bytes))).containsExactly(ORDERS.floor().text());
    }

    @Test
    void manyTables_areReplacedByEverything() {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            changes.add(Change.of(Tag.table("a table with a long name " + i)));
        }
        assertThat(Owed.parse(Owed.of(changes, false).toBytes()).everything()).isTrue();
    }

    @Test
    void nameThatIsTooLong_isReplacedByEverything() {
        var changes = List.of(Change.of(Tag.named("x".repeat(70_000))));
        assertThat(Owed.parse(Owed.of(changes, false).toBytes()).everything()).isTrue();
    }

    @Test
    void anyDamage_isNoticed() {
        byte[] good =
                Owed.of(
                                List.of(
                                        Change.of(Tag.table("orders")),
                                        Change.of(ORDERS.entry(null, "1"), null)),
                                false)
                        .toBytes();
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = java.util.Arrays.copyOf(good, good.length - random.nextInt(2));
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> Owed.parse(bad)).isInstanceOf(IllegalArgumentException.class);
        }
        for (int length = 0; length < good.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(good, length);
            assertThatThrownBy(() -> Owed.parse(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static List<String> tags(Owed owed) {
        return tags(owed.changes());
    }

    private static List<String> tags(List<Change> changes) {
        return changes.stream().map(change -> change.tag().text()).toList();
    }

    private static List<String> names(List<Change> changes) {
        return changes.stream()
                .filter(change -> change.entry() != null)
                .map(change -> change.entry().name())
                .toList();
    }

    private static List<String> floors(List<Change> changes) {
        return changes.stream()
                .filter(change -> change.entry() != null)
                .map(change -> change.entry().keyspace().floor().text())
                .toList();
    }
}
