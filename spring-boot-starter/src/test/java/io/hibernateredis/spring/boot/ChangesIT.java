package io.hibernateredis.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.testing.RedisExtension;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** An application that changes its database when it starts, past the cache. */
@ExtendWith(OutputCaptureExtension.class)
class ChangesIT {

    @RegisterExtension static final RedisExtension REDIS = RedisExtension.ownServer();

    private static final String EVICTED = "everything that was cached is evicted";

    @TempDir Path directory;

    /** All share one database, which outlives them. */
    private Library start(String... properties) {
        List<String> all = new ArrayList<>();
        all.add("spring.datasource.url=jdbc:h2:file:" + directory.resolve("library"));
        all.add("spring.jpa.hibernate.ddl-auto=none");
        all.add("hibernate-redis.uri=" + REDIS.uri());
        all.addAll(Arrays.asList(properties));
        return Library.start(all.toArray(String[]::new));
    }

    private String titleIn(String... properties) {
        try (var library = start(properties)) {
            return library.books().findById(1L).orElseThrow().title();
        }
    }

    private static String[] flyway(String locations) {
        return new String[] {
            "spring.flyway.enabled=true", "spring.flyway.locations=classpath:flyway/" + locations
        };
    }

    @Test
    void migrationOfFlyway_isSeen(CapturedOutput output) {
        assertThat(titleIn(flyway("one"))).isEqualTo("Emma");
        assertThat(titleIn(flyway("two"))).isEqualTo("Persuasion");
        assertThat(output).contains(EVICTED + ", because Flyway changed the database");
    }

    @Test
    void flywayThatHasNothingToDo_keepsWhatIsCached(CapturedOutput output) {
        titleIn(flyway("one"));
        int begin = output.length();
        try (var library = start(flyway("one"))) {
            assertThat(library.hasCached(1)).isTrue();
        }
        assertThat(output.toString().substring(begin)).doesNotContain(EVICTED);
    }

    private static String[] liquibase(String changes) {
        return new String[] {
            "spring.liquibase.enabled=true",
            "spring.liquibase.change-log=classpath:liquibase/" + changes + ".sql"
        };
    }

    @Test
    void changeOfLiquibase_isSeen(CapturedOutput output) {
        assertThat(titleIn(liquibase("one"))).isEqualTo("Emma");
        assertThat(titleIn(liquibase("two"))).isEqualTo("Persuasion");
        assertThat(output).contains(EVICTED + ", because Liquibase changed the database");
    }

    @Test
    void liquibaseThatHasNothingToDo_keepsWhatIsCached() {
        titleIn(liquibase("one"));
        try (var library = start(liquibase("one"))) {
            assertThat(library.hasCached(1)).isTrue();
        }
    }

    private static String[] scripts(String mode, String data) {
        return new String[] {
            "spring.sql.init.mode=" + mode,
            "spring.sql.init.schema-locations=classpath:scripts/schema.sql",
            "spring.sql.init.data-locations=classpath:scripts/" + data + ".sql"
        };
    }

    @Test
    void script_isSeen(CapturedOutput output) {
        assertThat(titleIn(scripts("always", "one"))).isEqualTo("Emma");
        assertThat(titleIn(scripts("always", "two"))).isEqualTo("Persuasion");
        assertThat(output).contains(EVICTED + ", because SQL scripts ran");
    }

    @Test
    void scriptThatRunsAfterTheFactoryIsThere_isSeen() {
        assertThat(titleIn(scripts("always", "one"))).isEqualTo("Emma");
        var late = new ArrayList<>(Arrays.asList(scripts("always", "two")));
        late.add("spring.jpa.defer-datasource-initialization=true");
        assertThat(titleIn(late.toArray(String[]::new))).isEqualTo("Persuasion");
    }

    @Test
    void scriptThatDoesNotRun_keepsWhatIsCached() {
        titleIn(scripts("always", "one"));
        try (var library = start(scripts("embedded", "two"))) {
            assertThat(library.hasCached(1)).isTrue();
        }
        try (var library = start("spring.sql.init.mode=always")) {
            assertThat(library.hasCached(1)).as("no script is there").isTrue();
        }
    }

    @Test
    void evictionTurnedOff_keepsWhatIsCached() {
        titleIn(scripts("always", "one"));
        var off = new ArrayList<>(Arrays.asList(scripts("always", "two")));
        off.add("hibernate-redis.evict-new-schema=false");
        try (var library = start(off.toArray(String[]::new))) {
            assertThat(library.hasCached(1)).isTrue();
        }
    }

    @Test
    void schemaThatHibernateCreates_isEvictedOnce(CapturedOutput output) {
        titleIn(scripts("always", "one"));
        try (var library =
                start("spring.jpa.hibernate.ddl-auto=create", "spring.sql.init.mode=never")) {
            assertThat(library.hasCached(1)).isFalse();
            assertThat(output).contains("because Hibernate created the schema");
        }
    }
}
