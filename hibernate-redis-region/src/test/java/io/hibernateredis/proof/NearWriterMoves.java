package io.hibernateredis.proof;

import io.hibernateredis.proof.ModelState.Move;
import io.hibernateredis.proof.NearBounds.Kind;
import io.hibernateredis.proof.NearBounds.Of;
import io.hibernateredis.proof.NearParts.Step;
import io.hibernateredis.proof.NearParts.Writer;
import java.util.ArrayList;
import java.util.List;

/** What a writer of the near cache's model may do next. */
final class NearWriterMoves {

    private static final String ELSEWHERE = "r:S";

    private final NearModel model;
    private final List<Move<NearModel>> moves;
    private final int i;
    private final NearBounds bounds;
    private final Writer writer;
    private final Of of;
    private final String name;

    NearWriterMoves(NearModel model, List<Move<NearModel>> moves, int i) {
        this.model = model;
        this.moves = moves;
        this.i = i;
        this.bounds = model.bounds();
        this.writer = model.writer(i);
        this.of = bounds.writers().get(i);
        this.name = "writer " + i + " ";
    }

    void add() {
        switch (writer.step()) {
            case START -> start();
            case LOADED, SENT -> loaded();
            case ASKED -> asked();
            case WAITING, CLOSE_WAITING -> waiting();
            case READY -> ready();
            case COMMITTED -> committed();
            case POSTED ->
                    model.call(
                            moves,
                            name + "'s posted close arrives",
                            close(true),
                            (next, reply) -> next.writer(i, writer.ended()));
            case CLOSING -> {
                NearModel next = model.next();
                tellOwn(next);
                boolean waits =
                        writer.behind() && !bounds.gone(NearSabotage.LAPSED_CLOSE_NOT_WAITED_FOR);
                if (waits) {
                    next.writer(i, writer.at(Step.CLOSE_WAITING));
                    next.waits(i, true, false);
                } else {
                    next.writer(i, writer.returns().ended());
                }
                move("'s close is answered", next);
            }
            case OWING -> {
                NearModel next = model.next();
                next.commit(i);
                next.writer(i, next.writer(i).at(Step.OWING_COMMITTED));
                move("commits all the same", next);
            }
            case OWING_COMMITTED ->
                    model.call(
                            moves,
                            name + "'s invalidation is delivered",
                            evict(),
                            (next, reply) -> next.writer(i, asked(Step.DELIVERED, writer, reply)));
            case DELIVERED -> {
                NearModel next = model.next();
                if (!bounds.gone(NearSabotage.DELIVERED_WITHOUT_OWN_MIRROR)) {
                    tellOwn(next);
                }
                next.jvm(of.jvm, next.jvm(of.jvm).pending(false));
                next.writer(i, writer.ended().at(Step.SETTLED));
                move("has nothing pending", next);
            }
            case SETTLED, ENDED -> {}
        }
        if (writer.removes()) {
            model.call(
                    moves,
                    name + "removes mirrors that did not call",
                    await("1"),
                    (next, reply) -> next.writer(i, writer.removing(false)));
        }
    }

    private void move(String what, NearModel next) {
        moves.add(new Move<>(name + what, next, null, null));
    }

    private void start() {
        if (of == Of.OUTSIDE) {
            NearModel next = model.next();
            next.commit(i);
            next.writer(i, next.writer(i).at(Step.LOADED));
            move("commits outside", next);
            return;
        }
        String row = model.database();
        model.call(
                moves,
                name + "begins and reads " + row,
                Call.tick(model.control(of.jvm), 100_000),
                (next, reply) ->
                        next.writer(
                                i,
                                writer.loaded(
                                        Long.parseLong(reply.get(1)),
                                        Long.parseLong(reply.get(0)),
                                        row)));
        long nonce = model.jvm(of.jvm).mirror().nonce();
        String near = model.nearImage(of.jvm, nonce);
        if (near != null && !of.region) {
            model.call(
                    moves,
                    name + "begins and reads near " + near,
                    Call.tick(model.control(of.jvm), 100_000),
                    (next, reply) -> {
                        if (Long.parseLong(reply.get(1)) == nonce) {
                            long at = model.loadedNear(of.jvm, Long.parseLong(reply.get(0)));
                            next.writer(i, writer.loaded(nonce, at, near));
                        }
                    });
        }
    }

    private void loaded() {
        if (bounds.gone(NearSabotage.WAIT_FROM_THE_QUESTION) && writer.step() == Step.LOADED) {
            NearModel next = model.next();
            next.writer(i, writer.at(Step.SENT));
            next.waits(i, true, false);
            move("sends its announcement", next);
            return;
        }
        model.call(
                moves,
                name + (of == Of.OUTSIDE ? "evicts" : "opens"),
                of == Of.OUTSIDE ? evict() : open(false),
                (next, reply) -> next.writer(i, asked(Step.ASKED, writer, reply)));
        if (bounds.has(Kind.UNREACHABLE) && model.mayFail() && of != Of.OUTSIDE) {
            NearModel next = model.fault();
            owe(next);
            move("cannot reach Redis", next);
        }
    }

    private void owe(NearModel next) {
        next.writer(i, writer.lapse().at(Step.OWING));
        next.jvm(of.jvm, next.jvm(of.jvm).pending(true));
    }

    private static Writer asked(Step step, Writer writer, List<String> reply) {
        return writer.asked(
                step,
                Long.parseLong(reply.get(1)),
                Long.parseLong(reply.get(0)),
                !reply.get(5).equals("0"));
    }

    private void asked() {
        NearModel next = model.next();
        if (!bounds.gone(NearSabotage.OWN_MIRROR_NOT_TOLD)) {
            tellOwn(next);
        }
        boolean waits =
                writer.behind()
                        && !bounds.gone(NearSabotage.NOTHING_WAITED_FOR)
                        && !(of == Of.OUTSIDE && bounds.gone(NearSabotage.EVICT_NOT_WAITED_FOR));
        next.writer(i, writer.at(waits ? Step.WAITING : Step.READY));
        if (waits && !bounds.gone(NearSabotage.WAIT_FROM_THE_QUESTION)) {
            next.waits(i, true, false);
        }
        move("is answered", next);
        if (bounds.has(Kind.UNREACHABLE) && model.mayFail() && of != Of.OUTSIDE) {
            NearModel lost = model.fault();
            owe(lost);
            move("never gets the answer", lost);
        }
        dies(false);
    }

    private void waiting() {
        Step ready = writer.step() == Step.WAITING ? Step.READY : null;
        model.call(
                moves,
                name + "asks who is behind",
                await("0"),
                (next, reply) -> {
                    boolean same =
                            Long.parseLong(reply.get(1)) == writer.eventNonce()
                                    || bounds.gone(
                                            NearSabotage.ANSWER_OF_ANOTHER_INDEX_ENDS_THE_WAIT);
                    if (same && reply.get(3).equals("0")) {
                        next.waits(i, false, false);
                        next.writer(i, ready == null ? writer.returns().ended() : writer.at(ready));
                    }
                });
        NearModel over = model.next();
        over.waits(i, false, true);
        over.writer(
                i,
                ready == null
                        ? writer.returns().ended()
                        : writer.at(ready).removing(bounds.writers().size() > 1));
        move("has waited long enough", over);
        if (bounds.gone(NearSabotage.WAIT_AFTER_THE_COMMIT)
                && !writer.committed()
                && ready != null) {
            NearModel next = model.next();
            next.commit(i);
            move("commits before it has waited", next);
        }
        renew();
        dies(writer.committed());
    }

    private void ready() {
        if (of == Of.OUTSIDE) {
            NearModel next = model.next();
            next.writer(i, writer.returns().ended());
            move("returns", next);
            return;
        }
        NearModel next = model.next();
        if (!writer.committed()) {
            next.commit(i);
        }
        next.writer(i, next.writer(i).at(Step.COMMITTED));
        move("commits", next);
        model.call(
                moves,
                name + "rolls back",
                close(false),
                (after, reply) -> after.writer(i, writer.ended()));
        renew();
        dies(false);
    }

    /** A renewal of a lease that was over already. */
    private void renew() {
        if (writer.lapsed() && !writer.committed() && !holdsToken()) {
            model.call(moves, name + "renews its lease", open(true), (next, reply) -> {});
        }
    }

    private boolean holdsToken() {
        return model.content().flight().stream().anyMatch(v -> v.contains("w" + i + ":"));
    }

    private void dies(boolean committed) {
        if (bounds.has(Kind.CRASH) && model.mayFail()) {
            NearModel dead = model.fault();
            dead.waits(i, false, false);
            dead.writer(i, committed ? writer.returns().ended() : writer.ended());
            move("dies", dead);
        }
    }

    private void committed() {
        if (writer.lapsed()) {
            model.call(
                    moves,
                    name + "closes",
                    close(true),
                    (next, reply) -> next.writer(i, asked(Step.CLOSING, writer, reply)));
            return;
        }
        NearModel next = model.next();
        next.writer(i, writer.returns().at(Step.POSTED));
        move("posts its close", next);
        dies(true);
    }

    private void tellOwn(NearModel next) {
        next.tellOwn(of.jvm, writer.eventNonce(), writer.event(), tag());
    }

    private String tag() {
        return of == Of.ELSEWHERE ? ELSEWHERE : of.region ? Call.REGION : Call.ENTITY;
    }

    private ModelWriter plain() {
        return new ModelWriter(
                ModelWriter.Step.LOADED,
                writer.nonce(),
                writer.loaded(),
                writer.image(),
                false,
                false);
    }

    private Call open(boolean renewal) {
        if (of == Of.ELSEWHERE) {
            return Call.call(
                    "open",
                    List.of(),
                    model.control(of.jvm),
                    "w" + i + " " + Call.LEASE + (renewal ? " 1 " : " 0 ") + writer.nonce(),
                    writer.loaded() + " 0 1 " + ELSEWHERE);
        }
        return Call.open(model.control(of.jvm), i, plain(), of.region, renewal);
    }

    private Call close(boolean committed) {
        if (of == Of.ELSEWHERE) {
            return Call.call(
                    "close",
                    List.of(),
                    model.control(of.jvm),
                    "w" + i + (committed ? " 1" : " 0") + " 0 1 " + ELSEWHERE);
        }
        return Call.close(model.control(of.jvm), i, plain(), of.region, committed, true);
    }

    private Call evict() {
        return of.region
                ? Call.evictRegion(model.control(of.jvm))
                : Call.evictEntity(model.control(of.jvm));
    }

    private Call await(String waited) {
        List<String> arguments = new ArrayList<>(model.control(of.jvm));
        arguments.add(Long.toString(writer.eventNonce()));
        arguments.add(Long.toString(writer.event()));
        arguments.add(waited);
        return new Call("await", List.of(), arguments);
    }
}
