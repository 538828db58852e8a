package io.hibernateredis.store;

import static io.hibernateredis.store.World.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Few tags stand for many, and for none fewer than are owed. */
class OwedTest {

    private static final Keyspace ONE = keyspace("one");
    private static final Keyspace OTHER = keyspace("other");

    private final Owed owed = new Owed();

    private static Keyspace keyspace(String name) {
        return new Keyspace(name, name, Duration.ofHours(1));
    }

    private static Touch entry(Keyspace keyspace, int id) {
        return Touch.of(keyspace.entry(null, "n" + id), bytes("state"));
    }

    private List<Tag> tags() {
        return owed.touches().stream().map(Touch::tag).toList();
    }

    @Test
    void entries_becomeTheFloorOfTheirRole() {
        for (int i = 0; i < 100; i++) {
            owed.addAll(List.of(entry(ONE, i), entry(OTHER, i)));
        }
        owed.widen(10);

        assertThat(tags()).containsExactlyInAnyOrder(ONE.floor(), OTHER.floor());
        assertThat(owed.isEverything()).isFalse();
    }

    @Test
    void groupsAndNames_becomeWhatStandsForThem_andTablesStay() {
        var rows = Tag.unknownRows("t");
        owed.addAll(
                List.of(
                        Touch.of(Tag.group("t", "1")),
                        Touch.of(Tag.group("t", "2")),
                        Touch.of(Tag.named("book:1")),
                        Touch.of(Tag.table("t"))));
        owed.widen(10);

        assertThat(tags())
                .containsExactlyInAnyOrder(rows, Tag.unknownNames("book"), Tag.table("t"));
    }

    @Test
    void tooManyRoles_becomeTheWholeNamespace() {
        for (int i = 0; i < 11; i++) {
            owed.addAll(List.of(entry(keyspace("role" + i), 1)));
        }
        owed.widen(10);

        assertThat(owed.isEverything()).isTrue();
        assertThat(owed.touches()).isEmpty();
        assertThat(owed.isNothing()).isFalse();
    }

    @Test
    void whatAWiderTagCovers_isNotKept_andWhatItDoesNotIs() {
        owed.addAll(List.of(Touch.of(ONE.floor()), Touch.of(Tag.unknownRows("t"))));
        owed.addAll(
                List.of(
                        entry(ONE, 1),
                        Touch.of(Tag.group("t", "1")),
                        entry(OTHER, 1),
                        Touch.of(Tag.group("u", "1"))));

        assertThat(tags())
                .containsExactlyInAnyOrder(
                        ONE.floor(),
                        Tag.unknownRows("t"),
                        OTHER.entry(null, "n1").tag(),
                        Tag.group("u", "1"));
    }

    @Test
    void whatIsPutTogether_isOwedTogether() {
        var another = new Owed();
        another.count();
        another.addAll(List.of(entry(OTHER, 1)));
        owed.count();
        owed.addAll(List.of(entry(ONE, 1)));
        owed.addAll(another);

        assertThat(owed.debts()).isEqualTo(2);
        assertThat(tags())
                .containsExactlyInAnyOrder(
                        ONE.entry(null, "n1").tag(), OTHER.entry(null, "n1").tag());
    }

    @Test
    void theWholeNamespace_takesNothingMore_andIsHandedOn() {
        owed.becomeEverything();
        owed.addAll(List.of(entry(ONE, 1)));
        assertThat(owed.size()).isZero();

        var another = new Owed();
        another.addAll(List.of(entry(OTHER, 1)));
        another.addAll(owed);
        assertThat(another.isEverything()).isTrue();
        assertThat(another.size()).isZero();
    }

    @Test
    void statesAndConditions_areNotKept() {
        var condition = new Touch.SomeWritten(java.util.Set.of(Tag.table("t")));
        owed.addAll(List.of(entry(ONE, 1), Touch.of(OTHER.floor(), condition)));

        assertThat(owed.touches())
                .allMatch(touch -> touch.newState() == null && touch.condition() == null);
    }

    @Test
    void debts_howeverManyTransactionsAreOpen_keepNoMoreThanTheBound() {
        var debts = new Debts();
        List<Debts.Debt> open = new ArrayList<>();
        int most = 0;
        for (int i = 0; i < 3 * Debts.MOST_TAGS; i++) {
            var debt = debts.incur(List.of(entry(keyspace("role" + i % 7), i)), this);
            if (i % 3 == 0) {
                debt.committed();
            } else {
                open.add(debt);
            }
            most = Math.max(most, debts.size());
        }

        assertThat(most).isLessThanOrEqualTo(Debts.MOST_TAGS);
        open.forEach(Debts.Debt::rolledBack);
        assertThat(debts.forbidReading()).isTrue();
        assertThat(debts.dueInvalidations()).isEqualTo(Debts.MOST_TAGS);
    }
}
