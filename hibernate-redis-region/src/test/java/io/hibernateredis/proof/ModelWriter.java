package io.hibernateredis.proof;

/**
 * A writer of the model. Immutable.
 *
 * @param nonce and {@code loaded}: what it had seen of the index before it read
 * @param image the row as it read it
 * @param returned whether its commit has returned, or its end must look as if it had
 * @param lapsed whether its lease ended before it was decided
 * @param mustLive whether all keys were lost while it was in flight
 */
record ModelWriter(
        Step step,
        long nonce,
        long loaded,
        String image,
        boolean returned,
        boolean lapsed,
        boolean mustLive) {

    static final ModelWriter NEW = new ModelWriter(Step.START, 0, 0, "", false, false, false);

    ModelWriter at(Step next) {
        return next == Step.ENDED
                ? new ModelWriter(next, 0, 0, "", returned, false, false)
                : new ModelWriter(next, nonce, loaded, image, returned, lapsed, mustLive);
    }

    ModelWriter returning(Step next) {
        return new ModelWriter(step, nonce, loaded, image, true, lapsed, mustLive).at(next);
    }

    boolean inFlight() {
        return step != Step.START && step != Step.LOADED && step != Step.ENDED;
    }

    boolean undecided() {
        return step == Step.OPENED || step == Step.UNKNOWN;
    }

    ModelWriter lapsing() {
        return undecided()
                ? new ModelWriter(step, nonce, loaded, image, returned, true, mustLive)
                : this;
    }

    /** All is lost: who is in flight lives on, and what is unknown does not commit any more. */
    ModelWriter surviving() {
        boolean late = lapsed || step == Step.UNKNOWN;
        return inFlight()
                ? new ModelWriter(step, nonce, loaded, image, returned, late, true)
                : this;
    }

    /** How far it has come. */
    enum Step {
        START,
        LOADED,
        OPENED,
        COMMITTED,
        UNKNOWN,
        OWES_CLOSE,
        ENDED
    }
}
