package io.hibernateredis.proof;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.proof.Domain.Kind;
import io.hibernateredis.proof.History.Count;
import io.hibernateredis.region.RedisRegionFactory;
import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/** One session factory of a worker. Thread-safe. */
final class Site implements AutoCloseable {

    private final Phase phase;
    private final History history;
    private final SessionFactory factory;
    private final HookedDataSource connections;

    Site(Phase phase, History history, HookedDataSource connections) {
        this.phase = phase;
        this.history = history;
        this.connections = connections;
        var builder =
                new StandardServiceRegistryBuilder()
                        .applySetting(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, connections)
                        .applySetting(
                                AvailableSettings.CONNECTION_PROVIDER_DISABLES_AUTOCOMMIT, true)
                        .applySetting(AvailableSettings.USE_SECOND_LEVEL_CACHE, true)
                        .applySetting(AvailableSettings.USE_QUERY_CACHE, true)
                        .applySetting(AvailableSettings.CACHE_REGION_FACTORY, "redis")
                        .applySetting("hibernate.cache.redis.database", "none");
        phase.cache().forEach((name, value) -> builder.applySetting(name, value));
        var sources = new MetadataSources(builder.build());
        List.of(Domain.ENTITIES).forEach(sources::addAnnotatedClass);
        factory = sources.buildMetadata().buildSessionFactory();
        if (phase.sabotage() != null) {
            phase.sabotage().apply(factory);
        }
    }

    SessionFactory factory() {
        return factory;
    }

    History history() {
        return history;
    }

    boolean repeatableRead() {
        return connections.repeatableRead();
    }

    /** Whether a transaction may read near what was true when it last asked, or had asked. */
    boolean asksBeforeNear() {
        return "barrier".equals(phase.cache().get("hibernate.cache.redis.near"));
    }

    HookedDataSource connections() {
        return connections;
    }

    private RedisRegionFactory regionFactory() {
        return (RedisRegionFactory)
                factory.unwrap(SessionFactoryImplementor.class).getCache().getRegionFactory();
    }

    long hits() {
        return regionFactory().counters().count(Event.HIT);
    }

    long lookups() {
        var counters = regionFactory().counters();
        return hits() + counters.count(Event.MISS) + counters.count(Event.BYPASSED);
    }

    /** Something was read that may not be: tells all that is known of it. */
    void violated(String what, int subject, long floor, long seen, int who) {
        history.count(Count.STALE, 1);
        var text = new StringBuilder();
        text.append(
                String.format(
                        "STALE %s of %s: saw %d (%s), floor %d, by worker %d%s, at %tT.%<tL, stamp"
                                + " %d, %s%n",
                        what,
                        Kind.name(subject),
                        seen,
                        seen > 0 && seen < 1_000_000 ? history.status(seen) : "-",
                        floor,
                        who,
                        repeatableRead() ? " (repeatable read)" : "",
                        System.currentTimeMillis(),
                        history.now(),
                        regionFactory().counters()));
        history.tell(subject, floor, 30).forEach(line -> text.append(line).append('\n'));
        RedisContent.of(phase.redis(), phase.namespace(), subject)
                .forEach(line -> text.append("  ").append(line).append('\n'));
        text.append(calledFrom());
        Worker.say(text.toString().stripTrailing());
    }

    private static String calledFrom() {
        return "  on thread " + Thread.currentThread().getName();
    }

    @Override
    public void close() {
        factory.close();
        connections.close();
    }
}
