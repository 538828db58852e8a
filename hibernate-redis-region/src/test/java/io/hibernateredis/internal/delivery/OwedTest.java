package io.hibernateredis.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.internal.protocol.Change;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.Tag;
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

    private static Change entry(Keyspace keyspace, int id) {
        return Change.of(keyspace.entry(null, "n" + id), new byte[] {1});
    }

    private List<Tag> tags() {
        return owed.changes().stream().map(Change::tag).toList();
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
                        Change.of(Tag.group("t", "1")),
                        Change.of(Tag.group("t", "2")),
                        Change.of(Tag.named("book:1")),
                        Change.of(Tag.table("t"))));
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
        assertThat(owed.changes()).isEmpty();
        assertThat(owed.isNothing()).isFalse();
    }

    @Test
    void whatAWiderTagCovers_isNotKept_andWhatItDoesNotIs() {
        owed.addAll(List.of(Change.of(ONE.floor()), Change.of(Tag.unknownRows("t"))));
        owed.addAll(
                List.of(
                        entry(ONE, 1),
                        Change.of(Tag.group("t", "1")),
                        entry(OTHER, 1),
                        Change.of(Tag.group("u", "1"))));

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
        var condition = new Change.SomeWritten(java.util.Set.of(Tag.table("t")));
        owed.addAll(List.of(entry(ONE, 1), Change.of(OTHER.floor(), condition)));

        assertThat(owed.changes())
                .allMatch(
                        invalidate ->
                                invalidate.newState() == null && invalidate.condition() == null);
    }

    @Test
    void debts_howeverManyTransactionsAreOpen_keepNoMoreThanTheBound() {
        var debts = new PendingInvalidations();
        List<PendingInvalidations.Debt> open = new ArrayList<>();
        int most = 0;
        for (int i = 0; i < 3 * PendingInvalidations.MOST_TAGS; i++) {
            var debt = debts.incur(List.of(entry(keyspace("role" + i % 7), i)), this);
            if (i % 3 == 0) {
                debt.committed();
            } else {
                open.add(debt);
            }
            most = Math.max(most, debts.size());
        }

        assertThat(most).isLessThanOrEqualTo(PendingInvalidations.MOST_TAGS);
        open.forEach(PendingInvalidations.Debt::rolledBack);
        assertThat(debts.forbidReading()).isTrue();
        assertThat(debts.dueInvalidations()).isEqualTo(PendingInvalidations.MOST_TAGS);
    }
}
