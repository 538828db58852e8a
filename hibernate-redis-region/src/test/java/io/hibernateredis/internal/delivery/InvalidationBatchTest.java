package io.hibernateredis.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.internal.protocol.Change;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.Tag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many tags are replaced by few, which cover them all. */
class InvalidationBatchTest {

    private static final int MAX_TAGS = 5000;

    private static final Keyspace ONE = keyspace("one");
    private static final Keyspace OTHER = keyspace("other");

    private final InvalidationBatch batch = new InvalidationBatch(MAX_TAGS);

    private static Keyspace keyspace(String name) {
        return new Keyspace(name, name, Duration.ofHours(1));
    }

    private static Change entry(Keyspace keyspace, int id) {
        return Change.of(keyspace.entry(null, "n" + id), new byte[] {1});
    }

    private List<Tag> tags() {
        return batch.changes().stream().map(Change::tag).toList();
    }

    @Test
    void entries_becomeTheFloorOfTheirRole() {
        for (int i = 0; i < 100; i++) {
            batch.addAll(List.of(entry(ONE, i), entry(OTHER, i)));
        }
        batch.widen(10);

        assertThat(tags()).containsExactlyInAnyOrder(ONE.floor(), OTHER.floor());
        assertThat(batch.isEverything()).isFalse();
    }

    @Test
    void groupsAndNames_becomeWhatStandsForThem_andTablesStay() {
        var rows = Tag.unknownRows("t");
        batch.addAll(
                List.of(
                        Change.of(Tag.group("t", "1")),
                        Change.of(Tag.group("t", "2")),
                        Change.of(Tag.named("book:1")),
                        Change.of(Tag.table("t"))));
        batch.widen(10);

        assertThat(tags())
                .containsExactlyInAnyOrder(rows, Tag.unknownNames("book"), Tag.table("t"));
    }

    @Test
    void tooManyRoles_becomeTheWholeNamespace() {
        for (int i = 0; i < 11; i++) {
            batch.addAll(List.of(entry(keyspace("role" + i), 1)));
        }
        batch.widen(10);

        assertThat(batch.isEverything()).isTrue();
        assertThat(batch.changes()).isEmpty();
        assertThat(batch.isEmpty()).isFalse();
    }

    @Test
    void whatAWiderTagCovers_isNotKept_andWhatItDoesNotIs() {
        batch.addAll(List.of(Change.of(ONE.floor()), Change.of(Tag.unknownRows("t"))));
        batch.addAll(
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
    void whatIsPutTogether_isPendingTogether() {
        var another = new InvalidationBatch(MAX_TAGS);
        another.countTransaction();
        another.addAll(List.of(entry(OTHER, 1)));
        batch.countTransaction();
        batch.addAll(List.of(entry(ONE, 1)));
        batch.addAll(another);

        assertThat(batch.transactions()).isEqualTo(2);
        assertThat(tags())
                .containsExactlyInAnyOrder(
                        ONE.entry(null, "n1").tag(), OTHER.entry(null, "n1").tag());
    }

    @Test
    void theWholeNamespace_takesNothingMore_andIsHandedOn() {
        batch.becomeEverything();
        batch.addAll(List.of(entry(ONE, 1)));
        assertThat(batch.size()).isZero();

        var another = new InvalidationBatch(MAX_TAGS);
        another.addAll(List.of(entry(OTHER, 1)));
        another.addAll(batch);
        assertThat(another.isEverything()).isTrue();
        assertThat(another.size()).isZero();
    }

    @Test
    void statesAndConditions_areNotKept() {
        var condition = new Change.IfWritten(java.util.Set.of(Tag.table("t")));
        batch.addAll(List.of(entry(ONE, 1), Change.of(OTHER.floor(), condition)));

        assertThat(batch.changes())
                .allMatch(change -> change.newState() == null && change.condition() == null);
    }

    @Test
    void pendingInvalidations_howeverManyTransactionsAreOpen_keepNoMoreThanTheBound() {
        var pending = new PendingInvalidations(MAX_TAGS, System::nanoTime);
        List<PendingInvalidations.Pending> unfinished = new ArrayList<>();
        int most = 0;
        for (int i = 0; i < 3 * MAX_TAGS; i++) {
            var added = pending.add(List.of(entry(keyspace("role" + i % 7), i)), this);
            if (i % 3 == 0) {
                added.committed();
            } else {
                unfinished.add(added);
            }
            most = Math.max(most, pending.size());
        }

        assertThat(most).isLessThanOrEqualTo(MAX_TAGS);
        unfinished.forEach(PendingInvalidations.Pending::rolledBack);
        assertThat(pending.forbidsReading()).isTrue();
        assertThat(pending.dueInvalidations()).isEqualTo(MAX_TAGS);
    }
}
