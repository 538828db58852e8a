package io.hibernateredis.fuzz;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.region.JacksonFormatMapper;
import io.hibernateredis.region.RedisRegionFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.AvailableSettings;

/** Plays scripts in two universes step by step, one with a cache and one without. */
final class Duel implements AutoCloseable {

    private static final int JVMS = 2;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Universe plain;
    private final Universe cached;
    private final DanglingReferences dangling;
    private int excluded;

    /**
     * Where the cache made a difference.
     *
     * @param step number of the step
     */
    record Difference(int step, Step played, String plain, String cached) {

        /** What it is about: the entity that was read. */
        String subject() {
            if (!played.verb().equals("sweep")) {
                return played.words().isEmpty() ? "" : played.words().get(0);
            }
            List<String> right = cached.lines().toList();
            return plain.lines()
                    .filter(line -> !right.contains(line))
                    .findFirst()
                    .map(line -> line.split(" ")[1])
                    .orElse("");
        }

        /** Only what differs: a sweep has many lines. */
        String text() {
            var text = new StringBuilder();
            List<String> left = plain.lines().toList();
            List<String> right = cached.lines().toList();
            for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
                String one = i < left.size() ? left.get(i) : "";
                String other = i < right.size() ? right.get(i) : "";
                if (!one.equals(other)) {
                    text.append("  without cache: ").append(one).append('\n');
                    text.append("  with cache:    ").append(other).append('\n');
                }
            }
            return "step " + (step + 1) + ", " + played + "\n" + text;
        }
    }

    Duel(Models model, Mode mode, Rig rig) {
        String namespace = "fuzz" + Rig.RUN + "n" + COUNT.incrementAndGet();
        Database first = rig.database(mode);
        Database second = rig.database(mode);
        List<Class<?>> classes = model.entities(mode);
        first.createTypes();
        second.createTypes();
        SessionFactory without = boot(classes, first, "create", settingsWithout(mode));
        plain = new Universe(first, List.of(without), null);
        dangling = new DanglingReferences(without, plain.domain());
        List<SessionFactory> jvms = new ArrayList<>();
        for (int i = 0; i < JVMS; i++) {
            jvms.add(
                    boot(
                            classes,
                            second,
                            i == 0 ? "create" : "none",
                            settings(mode, rig.redis(), namespace)));
        }
        SessionFactory outsider =
                mode.outsider() ? boot(classes, second, "none", settingsWithout(mode)) : null;
        cached = new Universe(second, jvms, outsider);
    }

    private static Map<String, Object> settingsWithout(Mode mode) {
        var settings = new HashMap<>(mode.settings());
        settings.put(AvailableSettings.USE_SECOND_LEVEL_CACHE, false);
        return settings;
    }

    private static Map<String, Object> settings(Mode mode, URI redis, String namespace) {
        var settings = new HashMap<>(mode.settings());
        settings.put(AvailableSettings.USE_SECOND_LEVEL_CACHE, true);
        settings.put(AvailableSettings.USE_QUERY_CACHE, true);
        settings.put(AvailableSettings.CACHE_REGION_FACTORY, "redis");
        settings.put("hibernate.cache.redis.uri", redis.toString());
        settings.put("hibernate.cache.redis.namespace", namespace);
        settings.put("hibernate.cache.redis.trust", "30s");
        settings.put("hibernate.cache.redis.read_timeout", "10s");
        settings.put("hibernate.cache.redis.near", System.getProperty("fuzz.near", "off"));
        return settings;
    }

    private static SessionFactory boot(
            List<Class<?>> entities, Database database, String ddl, Map<String, Object> settings) {
        // The classes of this cache may be loaded by another class loader than Hibernate.
        var classes =
                new BootstrapServiceRegistryBuilder()
                        .applyClassLoader(Duel.class.getClassLoader())
                        .applyClassLoader(entities.get(0).getClassLoader())
                        .build();
        var builder =
                new StandardServiceRegistryBuilder(classes)
                        .applySetting(AvailableSettings.CONNECTION_PROVIDER, database)
                        .applySetting(AvailableSettings.HBM2DDL_AUTO, ddl)
                        .applySetting(AvailableSettings.HBM2DDL_HALT_ON_ERROR, true)
                        .applySetting(
                                AvailableSettings.JSON_FORMAT_MAPPER, new JacksonFormatMapper());
        settings.forEach(builder::applySetting);
        var sources = new MetadataSources(builder.build());
        entities.forEach(sources::addAnnotatedClass);
        return sources.buildMetadata().buildSessionFactory();
    }

    Domain domain() {
        return plain.domain();
    }

    /** The first difference, if there is one. */
    Optional<Difference> play(List<Step> steps) {
        plain.reset();
        cached.reset();
        try {
            for (int i = 0; i < steps.size(); i++) {
                String expected = plain.play(steps.get(i));
                String answer = cached.play(steps.get(i));
                if (Boolean.getBoolean("fuzz.trace")) {
                    System.out.println(steps.get(i) + " -> " + answer);
                }
                if (!isSame(steps.get(i), expected, answer)) {
                    if (dangling.explain(expected, answer)
                            || isRefusedEarlier(steps.get(i), expected, answer)) {
                        excluded++;
                        return Optional.empty();
                    }
                    return Optional.of(new Difference(i, steps.get(i), expected, answer));
                }
            }
            return Optional.empty();
        } finally {
            plain.end();
            cached.end();
        }
    }

    /**
     * A flush that fails rolls back, whichever of several reasons to fail comes first: that depends
     * on what the session happens to hold. Any step of an open session may flush.
     */
    private static boolean isSame(Step step, String expected, String answer) {
        return expected.equals(answer)
                || (step.isOfOpenSession()
                        && Universe.isFailure(expected)
                        && Universe.isFailure(answer));
    }

    /**
     * Hibernate refuses to persist a row that exists at once if it is cached, and else when the
     * session is flushed.
     */
    private boolean isRefusedEarlier(Step step, String expected, String answer) {
        return step.isOfOpenSession()
                && answer.equals("! EntityExistsException")
                && (Universe.isFailure(expected)
                        || Universe.isFailure(
                                plain.play(new Step(step.actor(), "commit", List.of()))));
    }

    /**
     * Scripts that were given up where {@link DanglingReferences} explain a difference, or where
     * both universes refuse the same, one of them earlier.
     */
    int excluded() {
        return excluded;
    }

    long count(Event event) {
        return cached.jvms().stream()
                .mapToLong(jvm -> RedisRegionFactory.of(jvm).counters().count(event))
                .sum();
    }

    /** Ends what still runs in the databases, if that can be done. */
    void abandon() {
        plain.abandon();
        cached.abandon();
    }

    @Override
    public void close() {
        plain.close();
        cached.close();
    }
}
