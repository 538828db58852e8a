package io.hibernateredis.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hibernateredis.testing.Postgres;
import io.hibernateredis.testing.RedisExtension;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A database that would let changes go unseen is refused at the start. */
class RequirementsIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    private static Postgres postgres;

    private static CaptureRig rig;
    private static SessionFactory factory;

    @BeforeAll
    static void startDatabase() throws Exception {
        Assumptions.assumeTrue(Postgres.programs().isPresent(), "no PostgreSQL to start");
        postgres = Postgres.start(Postgres.programs().orElseThrow(), "wal_level=logical");
        rig = new CaptureRig(postgres, REDIS.uri(), "default");
        factory = rig.join();
    }

    @AfterAll
    static void stopDatabase() {
        if (postgres != null) {
            rig.close();
            postgres.close();
        }
    }

    @BeforeEach
    void start() {
        rig.execute(
                "drop publication hibernate_redis",
                "create publication hibernate_redis for table shelf, item, item_labels");
    }

    private void assertRefused(CaptureSettings settings, String... words) {
        assertThatThrownBy(() -> ChangeCapture.start(factory, settings))
                .isInstanceOf(IllegalStateException.class)
                .message()
                .contains(words);
    }

    @Test
    void walLevel_thatIsNotLogical_isRefused() throws Exception {
        try (var plain = Postgres.start(Postgres.programs().orElseThrow());
                var other = new CaptureRig(plain, REDIS.uri(), "default");
                var unsuited = other.join()) {
            assertThatThrownBy(() -> ChangeCapture.start(unsuited, other.settings()))
                    .hasMessageContaining("wal_level of the database must be 'logical', but was")
                    .hasMessageContaining("'replica'");
        }
    }

    @Test
    void user_withoutTheRightToReplicate_isRefused() {
        rig.execute(
                "do $$ begin create role reader login; exception when duplicate_object then"
                        + " null; end $$");

        CaptureSettings settings = rig.settings();
        var asReader =
                new CaptureSettings(
                        settings.url().replace("user=postgres", "user=reader"),
                        settings.properties(),
                        settings.slot(),
                        settings.publication(),
                        settings.retry());
        assertRefused(asReader, "user must have the attribute REPLICATION", "'reader'");
    }

    @Test
    void publication_thatIsMissing_isRefused() {
        assertRefused(rig.settings().withPublication("none"), "publication must exist", "'none'");
    }

    @Test
    void publication_thatMissesAMappedTable_isRefused() {
        rig.execute("alter publication hibernate_redis drop table item_labels");

        assertRefused(
                rig.settings(), "must hold every mapped table", "does not hold", "Item_labels");
    }

    @Test
    void publication_thatMissesAnOperation_isRefused() {
        rig.execute("alter publication hibernate_redis set (publish = 'insert, update')");

        assertRefused(rig.settings(), "must publish", "does not publish delete, truncate");
    }

    @Test
    void publication_thatMissesRows_isRefused() {
        rig.execute(
                "alter publication hibernate_redis set table shelf, item_labels, item"
                        + " where (id > 5)");

        assertRefused(rig.settings(), "must hold all rows", "id > 5");
    }

    @Test
    void partitions_thatArePublishedThemselves_areRefused() {
        try (var partitioned = new CaptureRig(postgres, REDIS.uri(), "default");
                SessionFactory cached = partitioned.join()) {
            partitioned.execute(
                    "drop table item_labels",
                    "create table item_labels (item_id bigint not null, label varchar(255) not"
                            + " null, primary key (item_id, label)) partition by hash (item_id)",
                    "create table item_labels_0 partition of item_labels for values with (modulus"
                            + " 1, remainder 0)",
                    "alter publication hibernate_redis add table item_labels");

            assertThatThrownBy(() -> ChangeCapture.start(cached, partitioned.settings()))
                    .hasMessageContaining("must have publish_via_partition_root = true")
                    .hasMessageContaining("but has false");
            partitioned.execute(
                    "alter publication hibernate_redis set (publish_via_partition_root = true)");
            partitioned.streaming(cached);
        }
    }

    @Test
    void table_withoutReplicaIdentity_isRefused() {
        rig.execute("alter table item_labels drop constraint item_labels_pkey");

        assertRefused(rig.settings(), "replica identity of", "Item_labels", "primary key");
        rig.execute("alter table item_labels add primary key (item_id, label)");
    }

    @Test
    void slot_ofAnotherPlugin_isRefusedByTheThread() throws Exception {
        rig.execute(
                "select pg_create_logical_replication_slot('"
                        + rig.settings().slot()
                        + "', 'test_decoding')");

        try (ChangeCapture capture = ChangeCapture.start(factory, rig.settings())) {
            assertThat(capture.state()).isEqualTo(CaptureState.CONNECTING);
        }
    }

    @Test
    void settings_thatAreMalformed_areRefused() {
        assertThatThrownBy(() -> CaptureSettings.of("jdbc:h2:mem:x"))
                .hasMessageContaining("url must begin with jdbc:postgresql:");
        assertThatThrownBy(() -> CaptureSettings.of(rig.url()).withSlot("Mine"))
                .hasMessageContaining("slot must be");
    }
}
