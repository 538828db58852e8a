package io.hibernateredis.sample;

import io.hibernateredis.sample.board.TaskBoard;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PessimisticLockException;
import org.jspecify.annotations.Nullable;

/**
 * Serves requests, each by an entity manager and a transaction of its own, which is repeated if it
 * loses against another; thread-safe.
 */
final class Server {
    /** Losing as often as this in a row means that the cache keeps giving an old version. */
    private static final int MAX_ATTEMPTS = 20;

    private static final int TOLD = 5;

    private final EntityManagerFactory factory;
    private final Ledger ledger;
    private final StaleReads stale;

    Server(EntityManagerFactory factory, Ledger ledger, StaleReads stale) {
        this.factory = factory;
        this.ledger = ledger;
        this.stale = stale;
    }

    void serve(Request request, Tally tally) {
        long start = System.nanoTime();
        for (int attempt = 1; ; attempt++) {
            try {
                attempt(request);
                tally.served(System.nanoTime() - start);
                return;
            } catch (RuntimeException e) {
                if (!isConflict(e) || attempt == MAX_ATTEMPTS) {
                    failed(e, attempt, tally);
                    return;
                }
                tally.conflicts.increment();
            }
        }
    }

    private void attempt(Request request) {
        var reading = new Reading(ledger, stale);
        try (var em = factory.createEntityManager()) {
            var transaction = em.getTransaction();
            transaction.begin();
            try {
                var committed = request.body().run(new TaskBoard(em), reading);
                if (request.rollsBack()) {
                    em.flush();
                } else {
                    transaction.commit();
                    committed.run();
                }
            } finally {
                if (transaction.isActive()) {
                    transaction.rollback();
                }
            }
        }
    }

    private static boolean isConflict(@Nullable Throwable e) {
        return e != null
                && (e instanceof OptimisticLockException
                        || e instanceof PessimisticLockException
                        || e instanceof LockTimeoutException
                        || isConflict(e.getCause()));
    }

    private static void failed(RuntimeException e, int attempts, Tally tally) {
        tally.errors.increment();
        if (tally.errors.sum() <= TOLD) {
            System.err.println("Request failed in attempt " + attempts + ":");
            e.printStackTrace();
        }
    }
}
