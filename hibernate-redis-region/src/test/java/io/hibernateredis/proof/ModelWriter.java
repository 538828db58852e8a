package io.hibernateredis.proof;

/**
 * A writer of the model. Immutable.
 *
 * @param nonce and {@code loaded}: what it had seen of the index before it read
 * @param image the row as it read it
 * @param returned whether its commit has returned, or its end must look as if it had
 * @param lapsed whether its lease ended before it was decided
 */
record ModelWriter(
        Step step, long nonce, long loaded, String image, boolean returned, boolean lapsed) {

    static final ModelWriter NEW = new ModelWriter(Step.START, 0, 0, "", false, false);

    ModelWriter at(Step next) {
        return next == Step.ENDED
                ? new ModelWriter(next, 0, 0, "", returned, false)
                : new ModelWriter(next, nonce, loaded, image, returned, lapsed);
    }

    ModelWriter returning(Step next) {
        return new ModelWriter(step, nonce, loaded, image, true, lapsed).at(next);
    }

    boolean inFlight() {
        return step != Step.START && step != Step.LOADED && step != Step.ENDED;
    }

    boolean undecided() {
        return step == Step.OPENED || step == Step.UNKNOWN;
    }

    ModelWriter lapsing() {
        return undecided() ? new ModelWriter(step, nonce, loaded, image, returned, true) : this;
    }

    /** How far it has come. */
    enum Step {
        START,
        LOADED,
        OPENED,
        COMMITTED,
        /** Its commit has returned; its close is on its way, or is lost. */
        POSTED,
        UNKNOWN,
        OWES_CLOSE,
        ENDED
    }
}
