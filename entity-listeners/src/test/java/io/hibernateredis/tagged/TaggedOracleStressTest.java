package io.hibernateredis.tagged;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.query.oracle.Model;
import io.hibernateredis.query.oracle.Writes;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.tags.Tags;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.CacheMode;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Values that were computed from the database on one JVM, random writes of every kind on two: after
 * each commit every value must be what would be computed now.
 */
class TaggedOracleStressTest {

    private static final int COMMITS = Integer.getInteger("oracle.commits", 100);
    private static final long SEED = Long.getLong("oracle.seed", 20261121L);

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster = new Cluster(REDIS, Model.ENTITIES.toArray(new Class<?>[0]));

    private record Value(String key, Tags tags, String hql) {}

    @Test
    void everyValue_isWhatWouldBeComputed_afterEveryCommit() {
        SessionFactory reader = cluster.join();
        SessionFactory other = cluster.join();
        Cluster.inTransaction(
                reader,
                session ->
                        session.createNativeMutationQuery("set referential_integrity false")
                                .executeUpdate());
        var writes = new Writes(new Random(SEED));
        Cluster.inTransaction(reader, writes::fill);
        TaggedCache cache = TaggedCache.of(reader, "oracle");
        List<Value> values = values();

        var computed = new AtomicInteger();
        int changed = 0;
        List<String> stale = new ArrayList<>();
        String[] before = new String[values.size()];
        for (int i = 0; i < COMMITS; i++) {
            write(i % 2 == 0 ? reader : other, writes);
            for (int v = 0; v < values.size(); v++) {
                Value value = values.get(v);
                String kept =
                        cache.getOrCompute(
                                value.key,
                                String.class,
                                Duration.ofHours(1),
                                value.tags,
                                () -> {
                                    computed.incrementAndGet();
                                    return compute(reader, value);
                                });
                String now = compute(reader, value);
                changed += now.equals(before[v]) ? 0 : 1;
                before[v] = now;
                if (!kept.equals(now)) {
                    stale.add(value + " was " + kept + " and is " + now);
                }
            }
        }

        int pairs = COMMITS * values.size();
        System.out.printf(
                "%,d pairs of a value and a commit: %,d changed, %,d computed, %d stale%n",
                pairs, changed, computed.get(), stale.size());
        assertThat(stale).isEmpty();
        assertThat(changed).isGreaterThan(pairs / 100);
        assertThat(computed.get()).isLessThan(pairs / 2);
    }

    private static List<Value> values() {
        List<Value> values = new ArrayList<>();
        for (long id = 1; id <= 8; id++) {
            rows(values, Model.Task.class, "project.id", id, "title, priority, done");
            rows(values, Model.Document.class, "project.id", id, "state");
            rows(values, Model.Asset.class, "project.id", id, "state");
            entity(values, Model.Task.class, id, "title, priority, project.id");
            entity(values, Model.Label.class, id, "name, color");
            entity(values, Model.Person.class, id, "name, team");
        }
        for (int number = 0; number < 4; number++) {
            rows(values, Model.Project.class, "status", number, "code, active, address.zip");
            rows(values, Model.Person.class, "team", number, "name");
            rows(values, Model.Article.class, "state", number, "state");
        }
        values.add(
                new Value(
                        "reports",
                        Tags.type(Model.Report.class),
                        "select e.id, e.pages from Report e order by e.id"));
        return values;
    }

    private static void rows(
            List<Value> values, Class<?> type, String path, Object value, String selected) {
        add(values, type, Tags.rows(type, path, value), path + " = " + value, selected);
    }

    private static void entity(List<Value> values, Class<?> type, long id, String selected) {
        add(values, type, Tags.entity(type, id), "id = " + id, selected);
    }

    private static void add(
            List<Value> values, Class<?> type, Tags tags, String where, String selected) {
        String hql =
                "select e.id, e.%s from %s e where e.%s order by e.id"
                        .formatted(selected.replace(", ", ", e."), type.getSimpleName(), where);
        values.add(new Value(type.getSimpleName() + " " + where, tags, hql));
    }

    private static void write(SessionFactory factory, Writes writes) {
        try {
            Cluster.inTransaction(factory, writes::write);
        } catch (RuntimeException e) {
            // A reference to what another write removed: nothing was committed.
        }
    }

    private static String compute(SessionFactory factory, Value value) {
        return Cluster.fromTransaction(
                factory,
                session -> {
                    session.setCacheMode(CacheMode.IGNORE);
                    List<List<Object>> rows = new ArrayList<>();
                    session.createSelectionQuery(value.hql, Object[].class)
                            .list()
                            .forEach(
                                    row -> rows.add(new ArrayList<>(java.util.Arrays.asList(row))));
                    return rows.toString();
                });
    }
}
