package io.hibernateredis.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.depot.Evictions;
import com.example.depot.TriggerListener;
import io.hibernateredis.external.ExternalWrites;
import io.hibernateredis.testing.Postgres;
import io.hibernateredis.testing.RedisExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The example of docs/external-writers.md works as it stands there. */
class TriggerExampleIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    private static final Path DOCUMENT = Path.of("../docs/external-writers.md");
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @Test
    void rows_writtenBySql_areSeenWhenTriggersHaveTold() throws Exception {
        Assumptions.assumeTrue(Postgres.programs().isPresent(), "no PostgreSQL to start");
        try (var postgres = Postgres.start(Postgres.programs().orElseThrow());
                var rig = new CaptureRig(postgres, REDIS.uri(), "default")) {
            SessionFactory factory = rig.join();
            rig.execute(sql());
            rig.execute(
                    "insert into shelf values (1, 'code1'), (2, 'code2')",
                    "insert into item (id, version, title, shelf_id) values (1, 0, 'a', 1)");
            var listener =
                    new TriggerListener(
                            ExternalWrites.of(factory), rig.url(), "item", "shelf", "item_labels");
            Thread thread = new Thread(listener);
            thread.start();
            await().atMost(LONGEST).until(() -> listener.evicted() == 3);

            assertSeen(rig, factory, listener, "update item set title = 'c' where id = 1");
            assertSeen(rig, factory, listener, "update item set shelf_id = 2 where id = 1");
            assertSeen(rig, factory, listener, "insert into item (id, version) values (2, 0)");
            assertSeen(
                    rig,
                    factory,
                    listener,
                    "update item set shelf_id = 1, title = (select string_agg(md5(n::text), '')"
                            + " from generate_series(1, 7) n) where id = 1");
            assertSeen(rig, factory, listener, "delete from item where id = 2");
            assertSeen(rig, factory, listener, "truncate item cascade");
            listener.close();
            thread.join();
            Evictions.byHand(
                    factory, Map.of("id", 1, "shelf_id", 1), Map.of("id", 1, "shelf_id", 2));
        }
    }

    private static void assertSeen(
            CaptureRig rig, SessionFactory factory, TriggerListener listener, String statement)
            throws Exception {
        CaptureRig.read(factory, 1, 2);
        CaptureRig.read(factory, 1, 2);
        long before = listener.evicted();
        try (Connection connection = rig.connect()) {
            CaptureRig.run(connection, statement);
        }
        await().atMost(LONGEST).until(() -> listener.evicted() > before);

        assertThat(CaptureRig.read(factory, 1, 2)).isEqualTo(Uncached.read(rig, 1, 2));
    }

    private static String sql() throws Exception {
        var block = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);
        var found = block.matcher(Files.readString(DOCUMENT));
        assertThat(found.find()).isTrue();
        return found.group(1);
    }
}
