package io.hibernateredis.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.query.oracle.Model;
import io.hibernateredis.query.oracle.Queries;
import io.hibernateredis.query.oracle.Queries.Query;
import io.hibernateredis.query.oracle.Writes;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.EntityNotFoundException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.type.EntityType;
import org.hibernate.type.Type;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random queries on one JVM, random writes of every kind on two: after each commit every cached
 * answer must be the database's. {@code -Doracle.commits} and {@code -Doracle.asked} make it
 * longer.
 */
@NeedsModule
class RowGroupOracleStressTest {

    private static final int QUERIES = Integer.getInteger("oracle.asked", 250);
    private static final int COMMITS = Integer.getInteger("oracle.commits", 60);
    private static final long SEED = Long.getLong("oracle.seed", 20261121L);

    private static final String DANGLING = "dangling";

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster = new Cluster(REDIS, Model.ENTITIES.toArray(new Class<?>[0]));

    private final Random random = new Random(SEED);

    @ParameterizedTest
    @CsvSource({"NONE, FULL", "ALL, FULL", "ALL, SHALLOW"})
    void cachedAnswers_areTheDatabases_afterEveryCommit(String entities, String layout) {
        Map<String, Object> settings =
                Map.of(
                        "jakarta.persistence.sharedCache.mode", entities,
                        "hibernate.cache.query_cache_layout", layout);
        SessionFactory reader = cluster.join(settings);
        SessionFactory other = cluster.join(settings);
        Cluster.inTransaction(
                reader,
                session ->
                        session.createNativeMutationQuery("set referential_integrity false")
                                .executeUpdate());
        var writes = new Writes(random);
        Cluster.inTransaction(reader, writes::fill);
        List<Query> queries = queries(reader);

        int hits = 0;
        List<String> stale = new ArrayList<>();
        for (int i = 0; i < COMMITS; i++) {
            write(i % 2 == 0 ? reader : other, writes);
            for (Query query : queries) {
                long before = reader.getStatistics().getQueryCacheHitCount();
                String cached = answer(reader, query, true);
                if (reader.getStatistics().getQueryCacheHitCount() > before) {
                    hits++;
                    String now = answer(reader, query, false);
                    if (!cached.equals(now) && !cached.equals(DANGLING) && !now.equals(DANGLING)) {
                        stale.add(query + "\nfrom the cache:\n" + cached + "\nnow:\n" + now);
                    }
                }
            }
        }

        int pairs = QUERIES * COMMITS;
        System.out.printf(
                "entities %s, layout %s: %,d pairs of a query and a commit, %,d answered from the"
                        + " cache, %d stale%n",
                entities, layout, pairs, hits, stale.size());
        assertThat(stale).isEmpty();
        assertThat(hits).as("answered from the cache").isGreaterThan(pairs / 2);
    }

    private List<Query> queries(SessionFactory factory) {
        var source = new Queries(random);
        List<Query> queries = new ArrayList<>();
        while (queries.size() < QUERIES) {
            Query query = source.next();
            try {
                answer(factory, query, true);
                queries.add(query);
            } catch (RuntimeException e) {
                // The generator makes some that are not valid.
            }
        }
        return queries;
    }

    private static void write(SessionFactory factory, Writes writes) {
        try {
            Cluster.inTransaction(factory, writes::write);
        } catch (RuntimeException e) {
            // A reference to what another write removed: nothing was committed.
        }
    }

    /**
     * What a query answers, or {@link #DANGLING} where a row refers to one that is gone: Hibernate
     * then says so for entities that it assembles from their cache, and only for those.
     */
    private static String answer(SessionFactory factory, Query query, boolean cacheable) {
        try {
            return rows(factory, query, cacheable);
        } catch (EntityNotFoundException e) {
            return DANGLING;
        }
    }

    private static String rows(SessionFactory factory, Query query, boolean cacheable) {
        return Cluster.fromTransaction(
                factory,
                session -> {
                    if (query.filter() >= 0) {
                        session.enableFilter("busy").setParameter("least", query.filter());
                    }
                    if (!cacheable) {
                        session.setCacheMode(org.hibernate.CacheMode.IGNORE);
                    }
                    var compiled = session.createSelectionQuery(query.hql(), Object.class);
                    query.parameters().forEach(compiled::setParameter);
                    List<String> rows =
                            new ArrayList<>(
                                    compiled.setCacheable(cacheable).getResultList().stream()
                                            .map(row -> text(session, row))
                                            .toList());
                    if (!query.isOrdered()) {
                        Collections.sort(rows);
                    }
                    return String.join("\n", rows);
                });
    }

    private static String text(Session session, Object value) {
        if (value instanceof Object[] row) {
            return Arrays.stream(row).map(each -> text(session, each)).toList().toString();
        }
        if (value instanceof HibernateProxy proxy) {
            return "reference to " + proxy.getHibernateLazyInitializer().getInternalIdentifier();
        }
        if (value == null || !Model.ENTITIES.contains(value.getClass())) {
            return String.valueOf(value);
        }
        EntityPersister persister =
                session.unwrap(org.hibernate.engine.spi.SessionImplementor.class)
                        .getEntityPersister(null, value);
        var text = new StringBuilder(persister.getEntityName());
        text.append(session.getIdentifier(value).hashCode());
        Object[] state = persister.getValues(value);
        Type[] types = persister.getPropertyTypes();
        for (int i = 0; i < types.length; i++) {
            if (!types[i].isCollectionType()) {
                text.append('|')
                        .append(
                                types[i] instanceof EntityType
                                        ? idOf(session, state[i])
                                        : plain(types[i], state[i], session));
            }
        }
        return text.toString();
    }

    private static Object idOf(Session session, Object reference) {
        if (reference instanceof HibernateProxy proxy) {
            return proxy.getHibernateLazyInitializer().getInternalIdentifier();
        }
        return reference == null ? null : session.getIdentifier(reference);
    }

    private static String plain(Type type, Object value, Session session) {
        return type.toLoggableString(
                value, session.getSessionFactory().unwrap(SessionFactoryImplementor.class));
    }
}
