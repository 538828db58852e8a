package io.hibernateredis.proof;

/** Immutable parts of a state of the near cache's model. */
final class NearParts {

    private NearParts() {}

    /** What a JVM holds, or what a reader has brought and not kept yet. */
    record Near(String image, long position, int epoch) {

        boolean isServedBy(NearMirror mirror, NearBounds bounds) {
            if (bounds.gone(NearSabotage.EVENTS_REMOVE_ENTRIES)) {
                return true;
            }
            return (epoch == mirror.epoch()
                            || bounds.gone(NearSabotage.ENTRY_OF_ANOTHER_INDEX_SERVED))
                    && position >= mirror.low()
                    && position >= mirror.entity()
                    && position >= mirror.region();
        }

        void into(Canonical key, NearMirror mirror) {
            key.text(image).load(position).text(epoch == mirror.epoch());
        }
    }

    /**
     * An answer to a mirror that is on its way.
     *
     * @param asked nonce of the index that the mirror followed when it asked
     * @param events position and tags in turn, between blanks
     * @param covered as of a lease; it begins when the mirror asks
     * @param expired whether the lease that it gives is over already
     * @param barrier whether it was asked after the transaction began that waits for one
     */
    record Answer(
            long asked,
            long nonce,
            long clock,
            boolean complete,
            String events,
            int covered,
            boolean expired,
            boolean barrier) {

        Answer withoutBarrier() {
            return new Answer(asked, nonce, clock, complete, events, covered, expired, false);
        }

        void into(Canonical key) {
            key.nonce(asked).nonce(nonce).text(complete + "" + covered);
            key.text(expired + "" + barrier);
            // After a gap nothing from before this counts.
            key.load(clock);
            if (!complete) {
                key.bound(clock);
            }
            NearParts.events(key, events);
        }
    }

    static void events(Canonical key, String events) {
        String[] parts = events.split(" ", -1);
        for (int i = 0; i + 1 < parts.length; i += 2) {
            key.bound(Long.parseLong(parts[i])).text(parts[i + 1]);
        }
    }

    /** An event that was pushed to a mirror and has not been applied. */
    record Push(long nonce, long at, long before, String tags) {

        void into(Canonical key) {
            key.nonce(nonce).bound(at).bound(before).text(tags);
        }
    }

    /** What a call that is late says. */
    record Late(long nonce, long position) {}

    /**
     * A JVM.
     *
     * @param second an answer to another call of it that is on its way as well
     * @param pending whether it has invalidations that it could not deliver
     */
    record Jvm(
            NearMirror mirror,
            Near near,
            Answer answer,
            Answer second,
            Push push,
            Late late,
            boolean pending) {

        static final Jvm NEW = new Jvm(NearMirror.NEW, null, null, null, null, null, false);

        Jvm with(NearMirror next) {
            return new Jvm(next, near, answer, second, push, late, pending);
        }

        Jvm with(Near next) {
            return new Jvm(mirror, next, answer, second, push, late, pending);
        }

        Jvm with(Answer next) {
            return new Jvm(mirror, near, next, second, push, late, pending);
        }

        Jvm withSecond(Answer next) {
            return new Jvm(mirror, near, answer, next, push, late, pending);
        }

        Jvm with(Push next) {
            return new Jvm(mirror, near, answer, second, next, late, pending);
        }

        Jvm with(Late next) {
            return new Jvm(mirror, near, answer, second, push, next, pending);
        }

        Jvm pending(boolean next) {
            return new Jvm(mirror, near, answer, second, push, late, next);
        }

        /** A writer's wait begins: what a mirror is allowed by now is over when that ends. */
        Jvm waitBegins(int writer) {
            int bit = 1 << writer;
            Jvm next = mirror.lease() ? with(mirror.leased(true, mirror.covered() | bit)) : this;
            return answer == null ? next : next.with(covered(answer.covered() | bit, false));
        }

        Jvm waitIsOver(int writer) {
            int bit = 1 << writer;
            Jvm next = this;
            if ((mirror.covered() & bit) != 0) {
                next = with(mirror.leased(false, 0));
            }
            if (answer != null && (answer.covered() & bit) != 0) {
                next = next.with(covered(answer.covered() & ~bit, true));
            }
            return next;
        }

        Jvm waitEnds(int writer) {
            int bit = 1 << writer;
            Jvm next = with(mirror.leased(mirror.lease(), mirror.covered() & ~bit));
            return answer == null ? next : next.with(covered(answer.covered() & ~bit, false));
        }

        Jvm withoutBarrier() {
            return new Jvm(
                    mirror,
                    near,
                    answer == null ? null : answer.withoutBarrier(),
                    second == null ? null : second.withoutBarrier(),
                    push,
                    late,
                    pending);
        }

        private Answer covered(int by, boolean over) {
            return new Answer(
                    answer.asked(),
                    answer.nonce(),
                    answer.clock(),
                    answer.complete(),
                    answer.events(),
                    by,
                    answer.expired() || over,
                    answer.barrier());
        }

        void into(Canonical key) {
            mirror.into(key);
            key.text(pending);
            if (near != null) {
                near.into(key, mirror);
            }
            key.text("/");
            if (answer != null) {
                answer.into(key);
            }
            key.text("/");
            if (second != null) {
                second.into(key);
            }
            key.text("/");
            if (push != null) {
                push.into(key);
            }
            key.text("/");
            if (late != null) {
                key.nonce(late.nonce()).load(late.position());
            }
        }
    }

    /** How far a writer has come. */
    enum Step {
        START,
        LOADED,
        /** Only without a guard: its message is on its way. */
        SENT,
        /** Its first message has run, and the answer is on its way. */
        ASKED,
        /** The mirrors have to be waited for. */
        WAITING,
        READY,
        COMMITTED,
        POSTED,
        CLOSING,
        CLOSE_WAITING,
        /** It could not announce, or does not know whether it has. */
        OWING,
        OWING_COMMITTED,
        DELIVERED,
        SETTLED,
        ENDED
    }

    /**
     * A writer.
     *
     * @param nonce and {@code loaded}: what it had seen of the index before it read
     * @param eventNonce and {@code event}: the position of its event
     * @param behind whether that has to be waited for
     * @param committed in the database
     * @param lapsed whether its lease ended before its commit
     * @param returned whether its commit has returned
     * @param removes whether it has waited a whole lease, and may remove those that did not call
     */
    record Writer(
            Step step,
            long nonce,
            long loaded,
            String image,
            long eventNonce,
            long event,
            boolean behind,
            boolean committed,
            boolean lapsed,
            boolean returned,
            boolean removes) {

        static final Writer NEW =
                new Writer(Step.START, 0, 0, "", 0, 0, false, false, false, false, false);

        Writer at(Step next) {
            return new Writer(
                    next,
                    nonce,
                    loaded,
                    image,
                    eventNonce,
                    event,
                    behind,
                    committed,
                    lapsed,
                    returned,
                    removes);
        }

        Writer loaded(long ofNonce, long at, String row) {
            return new Writer(
                    Step.LOADED, ofNonce, at, row, 0, 0, false, committed, false, false, false);
        }

        Writer asked(Step next, long ofNonce, long at, boolean wait) {
            return new Writer(
                    next, nonce, loaded, image, ofNonce, at, wait, committed, lapsed, returned,
                    removes);
        }

        Writer commit() {
            return new Writer(
                    step,
                    nonce,
                    loaded,
                    image,
                    eventNonce,
                    event,
                    behind,
                    true,
                    lapsed,
                    returned,
                    removes);
        }

        Writer lapse() {
            return new Writer(
                    step,
                    nonce,
                    loaded,
                    image,
                    eventNonce,
                    event,
                    behind,
                    committed,
                    true,
                    returned,
                    removes);
        }

        Writer removing(boolean next) {
            return new Writer(
                    step,
                    nonce,
                    loaded,
                    image,
                    eventNonce,
                    event,
                    behind,
                    committed,
                    lapsed,
                    returned,
                    next);
        }

        /** What is over counts no more. */
        Writer ended() {
            return new Writer(
                    Step.ENDED, 0, 0, "", 0, 0, false, committed, lapsed, returned, false);
        }

        Writer returns() {
            return new Writer(
                    step,
                    nonce,
                    loaded,
                    image,
                    eventNonce,
                    event,
                    behind,
                    committed,
                    lapsed,
                    true,
                    removes);
        }

        boolean isInFlight() {
            return step == Step.ASKED || step == Step.WAITING || step == Step.READY;
        }

        void into(Canonical key) {
            key.text(step + "" + behind + committed + lapsed + returned + removes).text(image);
            key.nonce(nonce).load(loaded).nonce(eventNonce).bound(event);
        }
    }

    /** What the scripts say of a writer's own. */
    static boolean isOwn(Step step) {
        return step == Step.OWING_COMMITTED || step == Step.DELIVERED || step == Step.SETTLED;
    }

    /** A read of what is near whose parts lie apart. */
    record Read(int step, String required, Near near, long tags, long low, int epoch) {
        static final Read NONE = new Read(0, "", null, 0, 0, 0);

        void into(Canonical key, NearMirror mirror) {
            key.text(step + required).bound(tags).bound(low).text(epoch == mirror.epoch());
            if (near != null) {
                near.into(key, mirror);
            }
        }
    }

    /** A transaction that has to ask first: 0 none, 1 begun, 2 answered. */
    record Barrier(int step, String required, int epoch) {
        static final Barrier NONE = new Barrier(0, "", 0);
    }
}
