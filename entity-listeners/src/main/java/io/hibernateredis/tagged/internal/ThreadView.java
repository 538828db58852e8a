package io.hibernateredis.tagged.internal;

import io.hibernateredis.internal.factory.SessionFactoryCache;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.session.JtaTransactions;
import io.hibernateredis.internal.session.OpenSessions;
import io.hibernateredis.internal.session.SessionWork;
import io.hibernateredis.internal.store.Store;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * What a computation on this thread may see of the database: as old as the oldest session it may
 * read through, and with what those have not committed. For one thread.
 *
 * <p>A supplier may read through any session that is open on its thread, and in it entities that
 * were loaded long before. So the load time of what it computes is that before the first load of
 * each of them.
 */
public final class ThreadView {

    private final Store store;
    private final List<SessionWork> sessions = new ArrayList<>();

    private final JtaTransactions.@Nullable Joined jta;

    private ThreadView(Store store, JtaTransactions.@Nullable Joined jta) {
        this.store = store;
        this.jta = jta;
    }

    /**
     * @param session one that is used on this thread and may have been opened on another, or null
     */
    static ThreadView of(
            SessionFactoryImplementor factory,
            SessionFactoryCache cache,
            @Nullable SharedSessionContractImplementor session) {
        var view = new ThreadView(cache.store(), cache.sessions().jtaTransaction());
        for (var open : OpenSessions.of(factory)) {
            view.add(open);
        }
        if (session != null) {
            view.add(session);
        }
        return view;
    }

    private void add(SharedSessionContractImplementor session) {
        SessionWork work = SessionWork.find(session);
        if (work != null && !sessions.contains(work)) {
            sessions.add(work);
        }
    }

    /** The load time of what is computed from now on. */
    public LoadTime loadTime() {
        List<LoadTime> firsts = new ArrayList<>();
        sessions.forEach(session -> firsts.add(session.unit().earliestLoad()));
        if (jta != null) {
            firsts.add(jta.since());
        }
        LoadTime earliest = store.loadTime();
        for (LoadTime first : firsts) {
            if (first.nonce() != earliest.nonce()) {
                return LoadTime.UNKNOWN;
            }
            earliest = first.clock() < earliest.clock() ? first : earliest;
        }
        return earliest;
    }

    /** Whether one of the sessions has changed some of these and not committed. */
    boolean hasChanged(Collection<Tag> tags) {
        return (jta != null && tags.stream().anyMatch(jta.changed()::contains))
                || sessions.stream().anyMatch(s -> tags.stream().anyMatch(s.unit()::hasChanged));
    }

    /** Whether a value that was computed at some time is newer than one of the sessions may see. */
    boolean hides(long loaded) {
        return sessions.stream().anyMatch(s -> s.awaitsSnapshot() || !s.maySee(loaded));
    }

    /**
     * Whether one of the sessions has changed anything: what is computed may never be committed.
     */
    boolean isOfUncommitted() {
        return (jta != null && !jta.changed().isEmpty())
                || sessions.stream().anyMatch(session -> session.unit().isUncommitted());
    }
}
