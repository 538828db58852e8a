package io.hibernateredis.query;

import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.hibernateredis.internal.query.QueryResults;
import io.hibernateredis.query.Library.Book;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.testing.RedisExtension;
import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The module is on where Hibernate lets it, and elsewhere stays out of the way. */
class HibernateVersionsIT {

    private static final String SENTENCE = "The query cache module is off";

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Library.ENTITIES);

    @Test
    void module_isPossible_unlessHibernateIsTooOld() {
        assertThat(Version.getVersionString())
                .isEqualTo(System.getProperty("hibernate.runtime.version"));
        assertThat(QueryResults.isPossible())
                .isEqualTo(!Version.getVersionString().startsWith("7.1."));
    }

    @Test
    void moduleThatIsOff_saysSoOnce_andOneThatIsOnDoesNot() {
        String said = CapturedLog.during(cluster::join);

        assertThat(said).contains("RedisRegionFactory");
        assertThat(said.lines().filter(line -> line.contains(SENTENCE)))
                .hasSize(QueryResults.isPossible() ? 0 : 1);
    }

    @Test
    @DisabledIf(
            value = "io.hibernateredis.internal.query.QueryResults#isPossible",
            disabledReason = "the module is on")
    void queriesWithoutTheModule_areCachedByHibernate() {
        SessionFactory factory = cluster.join();
        Library.fill(factory);
        assertThatIllegalStateException()
                .isThrownBy(() -> QueryCache.of(factory))
                .withMessageContaining("Hibernate 7.2");

        assertThat(titles(factory)).hasSize(Library.BOOKS);
        assertThat(statements(factory, () -> titles(factory))).isZero();
        Cluster.inTransaction(factory, session -> session.find(Book.class, 101L).title = "new");
        assertThat(titles(factory)).contains("new");
    }

    private static List<String> titles(SessionFactory factory) {
        return Cluster.fromTransaction(
                factory,
                session ->
                        session.createSelectionQuery(
                                        "select title from Book where author.id = 1", String.class)
                                .setCacheable(true)
                                .list());
    }
}
