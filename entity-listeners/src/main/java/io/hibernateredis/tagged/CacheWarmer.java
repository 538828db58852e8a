package io.hibernateredis.tagged;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.hibernate.HibernateException;
import org.hibernate.ScrollMode;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/**
 * Loads what is to be in the second-level cache before it is needed: entities, results of queries,
 * and what was read most before a restart. Each batch is a transaction of its own and is put like
 * any load, so nothing newer is overwritten. For one use.
 */
public final class CacheWarmer {

    private static final int BATCH = 200;
    private static final Duration MAX_PAUSE = Duration.ofMillis(50);

    private final SessionFactory sessionFactory;
    private final List<Consumer<CacheWarmer>> steps = new ArrayList<>();
    private final AtomicLong loaded = new AtomicLong();
    private volatile boolean cancelled;
    private double mostASecond = Double.POSITIVE_INFINITY;
    private Consumer<Progress> report = progress -> {};
    private int stepsDone;
    private long beganNanos;

    /**
     * The progress of a warm-up.
     *
     * @param rows rows loaded so far
     * @param stepsDone of the entities, queries and keys asked for, how many are loaded
     * @param steps how many there are
     */
    public record Progress(long rows, int stepsDone, int steps, boolean cancelled) {}

    private CacheWarmer(SessionFactory sessionFactory) {
        this.sessionFactory = sessionFactory;
    }

    public static CacheWarmer of(SessionFactory sessionFactory) {
        return new CacheWarmer(sessionFactory);
    }

    /** Loads all entities of a type. */
    public CacheWarmer entities(Class<?> entity) {
        steps.add(warmer -> warmer.loadAll(nameOf(entity.getName())));
        return this;
    }

    /**
     * As {@link #entities(Class)}, by the name of the entity in queries, or of its class.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public CacheWarmer entities(String entity) {
        String[] found = new String[1];
        sessionFactory
                .unwrap(SessionFactoryImplementor.class)
                .getMappingMetamodel()
                .forEachEntityDescriptor(
                        each -> {
                            if (entity.equals(each.getEntityName())
                                    || entity.equals(each.getImportedName())) {
                                found[0] = each.getEntityName();
                            }
                        });
        String name = found[0];
        if (name == null) {
            throw new IllegalArgumentException("there is no entity of the name " + entity);
        }
        steps.add(warmer -> warmer.loadAll(name));
        return this;
    }

    /**
     * Runs a named query that has no parameters, and so keeps its result and the entities in it.
     *
     * @throws IllegalArgumentException if there is none of that name that selects
     */
    public CacheWarmer namedQuery(String name) {
        try (var session = sessionFactory.openStatelessSession()) {
            if (!session.createNamedQuery(name, Object.class).getParameters().isEmpty()) {
                throw new IllegalArgumentException(
                        "the named query " + name + " has parameters, whose values are not known");
            }
        } catch (HibernateException e) {
            throw new IllegalArgumentException(
                    "there is no named query of the name " + name + " that selects", e);
        }
        steps.add(
                warmer ->
                        warmer.batch(
                                () ->
                                        sessionFactory.fromTransaction(
                                                session ->
                                                        session.createNamedSelectionQuery(
                                                                        name, Object.class)
                                                                .setCacheable(true)
                                                                .list()
                                                                .size())));
        return this;
    }

    /** Runs a cacheable query, and so keeps its result and the entities in it. */
    public CacheWarmer query(String hql, Class<?> result) {
        steps.add(
                warmer ->
                        warmer.batch(
                                () ->
                                        sessionFactory.fromTransaction(
                                                session ->
                                                        session.createSelectionQuery(hql, result)
                                                                .setCacheable(true)
                                                                .list()
                                                                .size())));
        return this;
    }

    /** Loads the entities that were read most, as {@link HotKeys#top} gave before a restart. */
    public CacheWarmer keys(List<HotKeys.Key> keys) {
        steps.add(
                warmer ->
                        keys.stream()
                                .collect(
                                        java.util.stream.Collectors.groupingBy(HotKeys.Key::entity))
                                .forEach(
                                        (entity, ofEntity) ->
                                                warmer.loadKeys(
                                                        entity,
                                                        ofEntity.stream()
                                                                .map(key -> key.id(sessionFactory))
                                                                .toList())));
        return this;
    }

    /** Loads no more rows a second, on average; at least 1. Default: as many as it can. */
    public CacheWarmer rate(int rowsASecond) {
        if (rowsASecond < 1) {
            throw new IllegalArgumentException(
                    "rate must be at least 1 row a second, but was " + rowsASecond);
        }
        mostASecond = rowsASecond;
        return this;
    }

    /** Sets what is called after each batch, on the warmer's thread. */
    public CacheWarmer onProgress(Consumer<Progress> report) {
        this.report = report;
        return this;
    }

    /** Starts on a thread of an executor; the result is the progress when it ended. */
    public CompletableFuture<Progress> start(Executor executor) {
        return CompletableFuture.supplyAsync(this::run, executor);
    }

    /**
     * Loads everything on this thread.
     *
     * @throws RuntimeException if a query or the database fails
     */
    public Progress run() {
        beganNanos = System.nanoTime();
        for (var step : steps) {
            if (cancelled) {
                break;
            }
            step.accept(this);
            stepsDone += cancelled ? 0 : 1;
        }
        report.accept(progress());
        return progress();
    }

    /** Stops after the batch that is being loaded. From any thread. */
    public void cancel() {
        cancelled = true;
    }

    private Progress progress() {
        return new Progress(loaded.get(), stepsDone, steps.size(), cancelled);
    }

    private void loadAll(String name) {
        sessionFactory.inStatelessSession(
                ids -> {
                    var query =
                            ids.createSelectionQuery(
                                    "select e.id from " + name + " e", Object.class);
                    try (var cursor = query.setFetchSize(BATCH).scroll(ScrollMode.FORWARD_ONLY)) {
                        List<Object> batch = new ArrayList<>();
                        while (!cancelled && cursor.next()) {
                            batch.add(cursor.get());
                            if (batch.size() == BATCH) {
                                loadBatch(name, batch);
                                batch.clear();
                            }
                        }
                        loadBatch(name, batch);
                    }
                });
    }

    private void loadKeys(String entity, List<?> ids) {
        for (int from = 0; from < ids.size() && !cancelled; from += BATCH) {
            loadBatch(nameOf(entity), ids.subList(from, Math.min(from + BATCH, ids.size())));
        }
    }

    private String nameOf(String entity) {
        return sessionFactory
                .unwrap(SessionFactoryImplementor.class)
                .getMappingMetamodel()
                .getEntityDescriptor(entity)
                .getEntityName();
    }

    private void loadBatch(String name, List<?> ids) {
        if (ids.isEmpty() || cancelled) {
            return;
        }
        batch(
                () ->
                        sessionFactory.fromTransaction(
                                session ->
                                        session.createSelectionQuery(
                                                        "from " + name + " e where e.id in :ids",
                                                        Object.class)
                                                .setParameter("ids", List.copyOf(ids))
                                                .list()
                                                .size()));
    }

    private void batch(java.util.function.IntSupplier load) {
        if (cancelled) {
            return;
        }
        loaded.addAndGet(load.getAsInt());
        report.accept(progress());
        long due = beganNanos + (long) (loaded.get() / mostASecond * 1e9);
        while (!cancelled && System.nanoTime() - due < 0) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CompletionException(new InterruptedException("warm-up interrupted"));
            }
            LockSupport.parkNanos(Math.min(due - System.nanoTime(), MAX_PAUSE.toNanos()));
        }
    }
}
