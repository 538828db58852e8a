package io.hibernateredis.internal.store;

import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.PendingPut;

/** What becomes of puts that Redis has stored. Thread-safe. */
interface StoredPuts {

    /** Nothing. */
    StoredPuts IGNORED = () -> (put, loaded, seen) -> {};

    /** To be called before a message with puts is sent. */
    Sent send();

    /** Is told of each put of a message that was stored. */
    interface Sent {

        /**
         * Redis has stored an entry.
         *
         * @param loaded when it was loaded
         * @param seen when it was stored
         */
        void stored(PendingPut put, LoadTime loaded, LoadTime seen);
    }
}
