package io.hibernateredis.fuzz;

import io.hibernateredis.internal.factory.SessionFactoryCache;
import io.hibernateredis.region.RedisRegionFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;

/**
 * A database and the JVMs over it, in which scripts are played. The same script gives the same
 * answers in every universe, whether it caches or not.
 */
final class Universe implements AutoCloseable {

    private static final boolean BARRIERS = System.getProperty("fuzz.near", "").equals("barrier");

    private final Database database;
    private final List<SessionFactory> jvms;
    private final List<Domain> domains;
    private final List<String> tables;
    private final @Nullable Outsider outsider;
    private final Map<Integer, Actor> open = new TreeMap<>();
    private final Map<String, Object> detached = new HashMap<>();

    /**
     * @param outsider an application over the same database without this cache; null if there is
     *     none, or if no other caches either
     */
    Universe(Database database, List<SessionFactory> jvms, @Nullable SessionFactory outsider) {
        this.database = database;
        this.jvms = jvms;
        this.domains = jvms.stream().map(Domain::new).toList();
        database.createFunctions();
        this.tables = database.tables();
        database.createTenant(tables);
        this.outsider = outsider == null ? null : new Outsider(outsider, database, tables);
    }

    Domain domain() {
        return domains.get(0);
    }

    List<SessionFactory> jvms() {
        return jvms;
    }

    /** As new: no rows, no sessions, nothing cached. */
    void reset() {
        end();
        detached.clear();
        database.clear(tables);
        jvms.forEach(jvm -> jvm.getCache().evictAllRegions());
    }

    /** Rolls back what is still open. */
    void end() {
        List.copyOf(open.keySet()).forEach(number -> close(number, Actor::rollback));
    }

    String play(Step step) {
        return step.isOfOpenSession() ? playInSession(step) : playAlone(step);
    }

    private String playInSession(Step step) {
        Actor actor = open.get(step.number());
        if (step.verb().equals("begin")) {
            if (actor == null) {
                open.put(step.number(), begin(step));
            }
            return "";
        }
        if (actor == null) {
            return "";
        }
        switch (step.verb()) {
            case "commit" -> {
                return close(step.number(), Actor::commit);
            }
            case "rollback" -> {
                return close(step.number(), Actor::rollback);
            }
            default -> {
                if (BARRIERS) {
                    actor.readsAsOfNow();
                }
                String answer = answer(() -> Verbs.play(actor, step));
                if (isFailure(answer)) {
                    close(step.number(), Actor::rollback);
                } else {
                    actor.settle();
                }
                return answer;
            }
        }
    }

    private String close(int number, java.util.function.Consumer<Actor> how) {
        Actor actor = open.remove(number);
        String answer =
                answer(
                        () -> {
                            how.accept(actor);
                            return "ok";
                        });
        String closed =
                answer(
                        () -> {
                            actor.close();
                            return "";
                        });
        return answer + closed;
    }

    private String playAlone(Step step) {
        Tenants.enter(step.isOfSecondTenant() ? Tenants.SECOND : Tenants.FIRST);
        try {
            return playWithinTenant(step);
        } finally {
            Tenants.leave();
        }
    }

    private String playWithinTenant(Step step) {
        if (outsider != null && step.isOfOutsider()) {
            return outsider.tell(
                    step.number(),
                    jvms.get(step.jvm()),
                    () -> play(step, outsider.begin(detached, step)));
        }
        return play(step, begin(step));
    }

    private static String play(Step step, Actor actor) {
        String answer = answer(() -> Verbs.play(actor, step));
        String end =
                answer(
                        () -> {
                            if (isFailure(answer)) {
                                actor.rollback();
                            } else {
                                actor.commit();
                            }
                            return "";
                        });
        actor.close();
        return answer + end;
    }

    private Actor begin(Step step) {
        SessionFactory jvm = jvms.get(step.jvm() % jvms.size());
        RedisRegionFactory regions = RedisRegionFactory.of(jvm);
        if (regions != null) {
            // What this JVM has seen of the clock decides what it may put: not a heartbeat by luck.
            regions.unwrap(SessionFactoryCache.class).store().read(List.of(), List.of());
        }
        Domain domain = domains.get(step.jvm() % jvms.size());
        Actor actor = Actor.begin(jvm, domain, detached, step);
        if (database.hasSnapshots()) {
            actor.pin();
        }
        return actor;
    }

    static boolean isFailure(String answer) {
        return answer.startsWith("! ");
    }

    private static String answer(Supplier<String> action) {
        try {
            return action.get();
        } catch (RuntimeException | Error e) {
            if (Boolean.getBoolean("fuzz.trace")) {
                e.printStackTrace();
            }
            return "! " + e.getClass().getSimpleName();
        }
    }

    void abandon() {
        database.abandon();
    }

    @Override
    public void close() {
        end();
        jvms.stream().distinct().forEach(SessionFactory::close);
        if (outsider != null) {
            outsider.close();
        }
        database.close();
    }
}
