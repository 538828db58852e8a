package io.hibernateredis.internal.events;

import io.hibernateredis.internal.session.SessionWork;
import org.hibernate.event.spi.LoadEvent;
import org.hibernate.event.spi.LoadEventListener;

/** Runs before Hibernate's own listener for loads by id. Thread-safe. */
final class LoadBegin implements LoadEventListener {

    private static final long serialVersionUID = 1L;

    @Override
    public void onLoad(LoadEvent event, LoadType loadType) {
        SessionWork work = SessionWork.find(event.getSession());
        if (work != null && work.sessions().hasCachedNaturalId(event.getEntityClassName())) {
            work.loads().begin(event);
        }
    }
}
