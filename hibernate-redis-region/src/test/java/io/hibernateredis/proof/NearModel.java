package io.hibernateredis.proof;

import io.hibernateredis.proof.NearBounds.Kind;
import io.hibernateredis.proof.NearBounds.Of;
import io.hibernateredis.proof.NearParts.Answer;
import io.hibernateredis.proof.NearParts.Barrier;
import io.hibernateredis.proof.NearParts.Jvm;
import io.hibernateredis.proof.NearParts.Late;
import io.hibernateredis.proof.NearParts.Near;
import io.hibernateredis.proof.NearParts.Push;
import io.hibernateredis.proof.NearParts.Read;
import io.hibernateredis.proof.NearParts.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The near cache: JVM 1 keeps an entry near and follows the log of events, JVM 0 writes. The
 * database is a row of two columns, as in {@link Model}, which this one takes over what it assumes.
 *
 * <p>Whatever is near is looked at in each state. What may be served must hold every column whose
 * commit has returned; and under a lease, since any JVM may have read it, every one that the
 * database has committed within its writer's lease.
 *
 * <p>The time of JVMs is not modelled but for this: when a writer has waited for as long as a
 * mirror may serve without a call, what mirrors had been allowed when it began to wait is over.
 */
final class NearModel implements ModelState<NearModel> {

    /** Later than all that happens. */
    private static final long AHEAD = 1_000_000;

    private final NearBounds bounds;
    private Content content = Content.EMPTY;
    private long time = 1;
    private int identity;
    private int nonces;
    private boolean allLost;
    private boolean clockBack;
    private int faults;
    private String database = "00";
    private Jvm[] jvms = {Jvm.NEW, Jvm.NEW};
    private Writer[] writers = {Writer.NEW, Writer.NEW};
    private Near brought;
    private Model.Loader loader = Model.Loader.NEW;
    private Read read = Read.NONE;
    private Barrier barrier = Barrier.NONE;
    private Content saved;
    private String wrong;

    NearModel(NearBounds bounds) {
        this.bounds = bounds;
    }

    private NearModel copy(NearBounds within) {
        var copy = new NearModel(within);
        copy.content = content;
        copy.time = time;
        copy.identity = identity;
        copy.nonces = nonces;
        copy.allLost = allLost;
        copy.clockBack = clockBack;
        copy.faults = faults;
        copy.database = database;
        copy.jvms = jvms.clone();
        copy.writers = writers.clone();
        copy.brought = brought;
        copy.loader = loader;
        copy.read = read;
        copy.barrier = barrier;
        copy.saved = saved;
        return copy;
    }

    private NearModel copy() {
        return copy(bounds);
    }

    /**
     * With an entry in Redis and near, and mirrors that have called twice. Those that may have been
     * there before the index was created have been waited for.
     */
    static NearModel warm(Explorer explorer, NearBounds bounds) {
        List<String> steps = new ArrayList<>();
        for (int m = 1; m >= 0; m--) {
            if (bounds.hasMirror(m)) {
                steps.addAll(List.of("mirror " + m + " asks", "mirror " + m + " is answered"));
                steps.addAll(List.of("mirror " + m + " asks", "mirror " + m + " is answered"));
            }
        }
        steps.addAll(List.of("loader begins", "loader reads the row", "loader puts 00"));
        steps.add("reader keeps 00 near");
        if (bounds.mirrorOfWriter()) {
            steps.add("JVM 0 keeps 00 near");
        }
        var plain = bounds.leases() ? NearBounds.underLeases() : NearBounds.withBarriers();
        plain = bounds.mirrorOfWriter() ? plain.withMirrorOfWriter() : plain;
        var warm = explorer.after(new NearModel(plain.withLoader()), steps).copy(bounds);
        warm.loader = Model.Loader.NEW;
        warm.content = warm.content.withoutMirror("?");
        if (bounds.has(Kind.NEW_MIRROR)) {
            warm.jvms[1] = Jvm.NEW;
            warm.content = warm.content.withoutMirror("m1");
        }
        if (bounds.has(Kind.FORMER_INDEX)) {
            warm.jvms[1] = warm.jvms[1].with(new Push(1, AHEAD, 0, "")).with(new Late(1, AHEAD));
        }
        return warm;
    }

    @Override
    public long time() {
        return time;
    }

    @Override
    public String entry() {
        return Call.ENTITY;
    }

    @Override
    public Content content() {
        return content;
    }

    @Override
    public void content(Content next) {
        content = next;
    }

    @Override
    public String key() {
        var key = new Canonical();
        key.content(content).load(time).nonce(Call.identity(identity)).text(allLost);
        key.text(faults).text(database).text(wrong);
        for (Writer writer : writers) {
            writer.into(key);
        }
        for (Jvm jvm : jvms) {
            jvm.into(key);
        }
        key.text("/");
        if (brought != null) {
            brought.into(key, jvms[1].mirror());
        }
        key.text(loader.step() + loader.image()).nonce(loader.nonce()).load(loader.loaded());
        read.into(key, jvms[1].mirror());
        key.text(barrier.step() + barrier.required());
        key.text(barrier.epoch() == jvms[1].mirror().epoch());
        if (clockBack) {
            // A clock that begins anew may pass by what is known: here the numbers count.
            key.text(content).text(List.of(jvms)).text(List.of(writers)).text(brought);
            key.text(loader).text(read);
        }
        if (bounds.has(Kind.RESTORE) && faults < bounds.faults()) {
            key.content(saved);
        }
        return key.toString();
    }

    @Override
    public String wrong() {
        if (wrong != null) {
            return wrong;
        }
        for (int m = 0; m < 2; m++) {
            Jvm jvm = jvms[m];
            String found = null;
            if (bounds.leases() && !bounds.parts() && serves(m)) {
                found = judged("near", jvm.near().image(), required(m), alsoRequired());
            } else if (!bounds.leases() && m == 1 && serves(m)) {
                String required =
                        bounds.gone(NearSabotage.NO_BARRIER) ? required(m) : barrier.required();
                found = judged("near", jvm.near().image(), required, "00");
            }
            if (found == null && !jvm.pending() && isValidInRedis()) {
                found = judged("in Redis", content.image(), required(m), "00");
            }
            if (found != null) {
                return found + ", for JVM " + m;
            }
        }
        return null;
    }

    private String judged(String where, String image, String required, String also) {
        for (int column = 0; column < 2; column++) {
            char seen = image.charAt(column);
            if (seen == '0' && (required.charAt(column) == '1' || also.charAt(column) == '1')) {
                return "stale " + where + ": column " + column + " in " + image;
            }
            if (seen == '1' && database.charAt(column) == '0') {
                return "never committed, " + where + ": column " + column + " in " + image;
            }
        }
        return null;
    }

    /** The columns whose commit has returned, for what begins on a JVM. */
    private String required(int m) {
        var required = new StringBuilder();
        for (int i = 0; i < 2; i++) {
            boolean own = NearParts.isOwn(writers[i].step()) && of(i).jvm == m;
            boolean counts = i >= bounds.writers().size() || of(i) != Of.ELSEWHERE;
            required.append(counts && (writers[i].returned() || own) ? '1' : '0');
        }
        return required.toString();
    }

    /** The columns that another JVM may have read from the database. */
    private String alsoRequired() {
        var required = new StringBuilder();
        for (int i = 0; i < 2; i++) {
            boolean committed = writers[i].committed() && !writers[i].lapsed();
            boolean counts = committed && of(i) != Of.OUTSIDE && of(i) != Of.ELSEWHERE;
            required.append(counts ? '1' : '0');
        }
        return required.toString();
    }

    private Of of(int writer) {
        return bounds.writers().get(writer);
    }

    private boolean isValidInRedis() {
        return content.entry() != null
                && content.score("@") == Call.identity(identity)
                && content.nonce() == content.score("=")
                && content.loaded() >= content.score("!")
                && content.loaded() >= content.score("<")
                && content.loaded() >= content.score(Call.REGION);
    }

    /** Whether a JVM may serve what it has near, now. */
    private boolean serves(int m) {
        Jvm jvm = jvms[m];
        return jvm.near() != null
                && (!jvm.pending() || bounds.gone(NearSabotage.PENDING_SERVED_NEAR))
                && mayServe(m)
                && jvm.near().isServedBy(jvm.mirror(), bounds);
    }

    private boolean mayServe(int m) {
        if (bounds.leases()) {
            return jvms[m].mirror().lease() || bounds.gone(NearSabotage.LEASE_IGNORED);
        }
        boolean passed = barrier.step() == 2 && barrier.epoch() == jvms[m].mirror().epoch();
        return m == 1 && (passed || bounds.gone(NearSabotage.NO_BARRIER));
    }

    @Override
    public List<Move<NearModel>> moves() {
        List<Move<NearModel>> moves = new ArrayList<>();
        for (int i = 0; i < bounds.writers().size(); i++) {
            new NearWriterMoves(this, moves, i).add();
        }
        for (int m = 0; m < 2; m++) {
            if (bounds.hasMirror(m)) {
                mirror(moves, m);
            }
        }
        reader(moves);
        if (bounds.loader()) {
            loader(moves);
        }
        if (bounds.parts()) {
            read(moves);
        }
        if (!bounds.leases()) {
            transaction(moves);
        }
        if (faults < bounds.faults()) {
            faults(moves);
        }
        return moves;
    }

    private void mirror(List<Move<NearModel>> moves, int m) {
        Jvm jvm = jvms[m];
        NearMirror mirror = jvm.mirror();
        String name = "mirror " + m + " ";
        if (jvm.answer() == null) {
            ask(moves, name + "asks", m, (next, answer) -> next.jvms[m] = jvm.with(answer));
        } else {
            NearModel next = copy();
            next.jvms[m] = jvm.with((Answer) null);
            next.hear(m, jvm.answer());
            moves.add(new Move<>(name + "is answered", next, null, null));
        }
        if (bounds.has(Kind.SECOND_CALL) && jvm.second() == null) {
            ask(moves, name + "asks as well", m, (n, a) -> n.jvms[m] = jvm.withSecond(a));
        } else if (jvm.second() != null) {
            NearModel next = copy();
            next.jvms[m] = jvm.withSecond(null);
            next.hear(m, jvm.second());
            moves.add(new Move<>(name + "is answered the other call", next, null, null));
        }
        if (bounds.leases() && jvm.push() == null && content.score("=") > 0) {
            push(moves, m);
        }
        if (jvm.push() != null) {
            NearModel next = copy();
            next.apply(m);
            moves.add(new Move<>(name + "looks at the event", next, null, null));
        }
        if (bounds.has(Kind.FORGOTTEN_TAG) && mirror.entity() > 0) {
            NearModel next = copy();
            boolean raise = !bounds.gone(NearSabotage.FORGOTTEN_TAG_RAISES_NOTHING);
            next.jvms[m] = jvm.with(mirror.forgetting(raise));
            moves.add(new Move<>(name + "forgets a tag", next, null, null));
        }
        if (jvm.late() != null) {
            call(
                    moves,
                    name + "is late with a call",
                    follow(m, jvm.late().nonce(), jvm.late().position()),
                    (next, reply) -> next.jvms[m] = jvm.with((Late) null));
        }
    }

    private void ask(
            List<Move<NearModel>> moves,
            String name,
            int m,
            BiConsumer<NearModel, Answer> answered) {
        Jvm jvm = jvms[m];
        long asked = jvm.mirror().nonce();
        boolean after = barrier.step() == 1 || bounds.gone(NearSabotage.BARRIER_OF_THE_ONE_BEFORE);
        call(
                moves,
                name,
                follow(m, asked, acknowledged(jvm)),
                (next, reply) ->
                        answered.accept(
                                next,
                                new Answer(
                                        asked,
                                        Long.parseLong(reply.get(1)),
                                        Long.parseLong(reply.get(0)),
                                        reply.get(3).equals("1"),
                                        reply.get(4),
                                        0,
                                        false,
                                        m == 1 && after)));
    }

    private long acknowledged(Jvm jvm) {
        boolean fetched =
                bounds.gone(NearSabotage.ACKNOWLEDGED_WHEN_FETCHED)
                        && jvm.push() != null
                        && jvm.push().nonce() == jvm.mirror().nonce();
        return fetched
                ? Math.max(jvm.push().at(), jvm.mirror().position())
                : jvm.mirror().position();
    }

    private void push(List<Move<NearModel>> moves, int m) {
        List<String> log = content.log();
        for (int i = 0; i < log.size(); i += 3) {
            long at = Long.parseLong(log.get(i));
            long before = Long.parseLong(log.get(i + 1));
            if (at > jvms[m].mirror().position()) {
                NearModel next = copy();
                var push = new Push(content.score("="), at, before, log.get(i + 2));
                next.jvms[m] = jvms[m].with(push);
                moves.add(new Move<>("mirror " + m + " receives an event", next, null, null));
            }
        }
    }

    private void apply(int m) {
        Jvm jvm = jvms[m].with((Push) null);
        Push push = jvms[m].push();
        NearMirror mirror = jvm.mirror();
        boolean ofIndex =
                push.nonce() == mirror.nonce()
                        || bounds.gone(NearSabotage.PUSHED_EVENT_OF_ANOTHER_INDEX);
        boolean next =
                push.before() <= mirror.position()
                        || bounds.gone(NearSabotage.PUSHED_EVENT_NOT_CHAINED);
        if (ofIndex) {
            NearMirror told = mirror.told(push.at(), push.tags());
            jvm = emptied(jvm.with(next ? told.upTo(push.at()) : told));
        }
        jvms[m] = jvm;
    }

    private Jvm emptied(Jvm jvm) {
        return bounds.gone(NearSabotage.EVENTS_REMOVE_ENTRIES) ? jvm.with((Near) null) : jvm;
    }

    private void hear(int m, Answer answer) {
        Jvm jvm = jvms[m];
        NearMirror mirror = jvm.mirror();
        boolean accepted = bounds.gone(NearSabotage.ANSWER_OF_ANOTHER_INDEX_ACCEPTED);
        if (answer.asked() != mirror.nonce() && !accepted) {
            // Another answer was applied meanwhile: it is not known which is the later one.
            if (answer.nonce() != mirror.nonce()) {
                mirror = mirror.following(answer.nonce(), answer.clock()).upTo(answer.clock());
                jvms[m] = jvm.with(mirror);
            }
            return;
        }
        if (answer.nonce() != mirror.nonce() && !accepted) {
            mirror = mirror.following(answer.nonce(), answer.clock()).upTo(answer.clock());
        } else if (!answer.complete() && !accepted) {
            mirror =
                    bounds.gone(NearSabotage.ENTRIES_KEPT_OVER_A_GAP)
                            ? mirror.upTo(answer.clock())
                            : mirror.emptied(answer.clock()).upTo(answer.clock());
        } else if (!bounds.gone(NearSabotage.LEASE_BEFORE_THE_EVENTS)) {
            if (!answer.events().isEmpty()) {
                jvm = emptied(jvm);
            }
            String[] events = answer.events().split(" ", -1);
            for (int i = 0; i + 1 < events.length; i += 2) {
                mirror = mirror.told(Long.parseLong(events[i]), events[i + 1]);
            }
            mirror = mirror.upTo(answer.clock());
        }
        if (bounds.gone(NearSabotage.LEASE_FROM_THE_ANSWER)) {
            mirror = mirror.leased(true, 0);
        } else if (bounds.leases() && !answer.expired()) {
            mirror = mirror.leased(true, answer.covered());
        }
        jvms[m] = jvm.with(mirror);
        if (m == 1 && answer.barrier() && barrier.step() == 1) {
            barrier = new Barrier(2, barrier.required(), mirror.epoch());
        }
    }

    /** What a writer invalidates is told to its own mirror by its JVM. */
    void tellOwn(int m, long nonce, long at, String tags) {
        NearMirror mirror = jvms[m].mirror();
        if (bounds.hasMirror(m)) {
            NearMirror told =
                    nonce == mirror.nonce() ? mirror.told(at, tags) : mirror.following(nonce, at);
            jvms[m] = emptied(jvms[m].with(told));
        }
    }

    private void reader(List<Move<NearModel>> moves) {
        for (int m = 0; m < 2; m++) {
            Jvm jvm = jvms[m];
            NearMirror mirror = jvm.mirror();
            boolean found =
                    bounds.hasMirror(m)
                            && !jvm.pending()
                            && isValidInRedis()
                            && mirror.nonce() == content.score("=");
            if (!found) {
                continue;
            }
            NearModel next = copy();
            var near = new Near(content.image(), mirror.position(), mirror.epoch());
            if (m == 0) {
                next.jvms[m] = jvm.with(near);
                moves.add(new Move<>("JVM 0 keeps " + near.image() + " near", next, null, null));
            } else if (brought == null) {
                next.brought = near;
                moves.add(new Move<>("reader asks Redis", next, null, null));
            }
        }
        if (brought != null) {
            NearModel next = copy();
            Near near = brought;
            if (bounds.gone(NearSabotage.POSITION_AFTER_THE_READ)) {
                near = new Near(near.image(), jvms[1].mirror().position(), near.epoch());
            }
            next.jvms[1] = jvms[1].with(near);
            next.brought = null;
            moves.add(new Move<>("reader keeps " + near.image() + " near", next, null, null));
        }
    }

    private void loader(List<Move<NearModel>> moves) {
        switch (loader.step()) {
            case 0 ->
                    call(
                            moves,
                            "loader begins",
                            Call.tick(control(1), 100_000),
                            (next, reply) ->
                                    next.loader =
                                            new Model.Loader(
                                                    1,
                                                    Long.parseLong(reply.get(1)),
                                                    Long.parseLong(reply.get(0)),
                                                    ""));
            case 1 -> {
                NearModel next = copy();
                next.loader = new Model.Loader(2, loader.nonce(), loader.loaded(), database);
                moves.add(new Move<>("loader reads the row", next, null, null));
                if (serves(1) && jvms[1].mirror().nonce() == loader.nonce()) {
                    NearModel near = copy();
                    near.loader =
                            new Model.Loader(
                                    2,
                                    loader.nonce(),
                                    loadedNear(1, loader.loaded()),
                                    jvms[1].near().image());
                    moves.add(new Move<>("loader reads what is near", near, null, null));
                }
            }
            case 2 ->
                    call(
                            moves,
                            "loader puts " + loader.image(),
                            Call.put(control(1), loader.nonce(), loader.loaded(), loader.image()),
                            (next, reply) -> next.put(reply, jvms[1].mirror()));
            default -> {}
        }
    }

    /**
     * What was stored is about to be near, as if it had been read.
     *
     * @param mirror as it was when the put was sent
     */
    private void put(List<String> reply, NearMirror mirror) {
        boolean stored = reply.get(3).equals("1") || bounds.gone(NearSabotage.REFUSED_PUT_KEPT);
        if (bounds.hasMirror(1)
                && stored
                && brought == null
                && mirror.nonce() == Long.parseLong(reply.get(1))) {
            brought = new Near(loader.image(), mirror.position(), mirror.epoch());
        }
        loader = new Model.Loader(3, 0, 0, "");
    }

    /** As of when what is near is, which was loaded by a transaction that began at a time. */
    long loadedNear(int m, long loaded) {
        return bounds.gone(NearSabotage.LOAD_TIME_OF_NEAR_IGNORED)
                ? loaded
                : Math.min(loaded, jvms[m].mirror().position());
    }

    String nearImage(int m, long nonce) {
        return serves(m) && jvms[m].mirror().nonce() == nonce ? jvms[m].near().image() : null;
    }

    private void read(List<Move<NearModel>> moves) {
        Jvm jvm = jvms[1];
        NearMirror mirror = jvm.mirror();
        NearModel next = copy();
        boolean last = bounds.gone(NearSabotage.LEASE_CHECKED_LAST);
        switch (read.step()) {
            case 0 -> {
                if (last || mayServe(1)) {
                    next.read = new Read(1, required(1) + alsoRequired(), null, 0, 0, 0);
                    moves.add(new Move<>("near read begins", next, null, null));
                }
            }
            case 1 -> {
                long low = bounds.gone(NearSabotage.LOW_WATER_READ_FIRST) ? mirror.low() : 0;
                next.read =
                        jvm.near() == null
                                ? Read.NONE
                                : new Read(2, read.required(), jvm.near(), 0, low, 0);
                moves.add(new Move<>("near read finds the entry", next, null, null));
            }
            case 2 -> {
                long tags = Math.max(mirror.entity(), mirror.region());
                next.read = new Read(3, read.required(), read.near(), tags, read.low(), 0);
                moves.add(new Move<>("near read finds the tags", next, null, null));
            }
            default -> {
                boolean first = bounds.gone(NearSabotage.LOW_WATER_READ_FIRST);
                Near near = read.near();
                boolean served =
                        near.epoch() == mirror.epoch()
                                && near.position() >= (first ? read.low() : mirror.low())
                                && near.position() >= read.tags()
                                && (!last || mayServe(1));
                if (served) {
                    String required = read.required();
                    next.wrong =
                            judged(
                                    "near",
                                    near.image(),
                                    required.substring(0, 2),
                                    required.substring(2));
                }
                next.read = Read.NONE;
                moves.add(new Move<>("near read ends", next, null, null));
            }
        }
    }

    private void transaction(List<Move<NearModel>> moves) {
        NearModel next = copy();
        if (barrier.step() == 0) {
            next.barrier = new Barrier(1, required(1), 0);
            moves.add(new Move<>("transaction begins", next, null, null));
        } else if (barrier.step() == 2) {
            boolean kept = bounds.gone(NearSabotage.BARRIER_OF_THE_TRANSACTION_BEFORE);
            next.barrier = kept ? new Barrier(2, required(1), barrier.epoch()) : Barrier.NONE;
            // What is answered to this transaction later is not answered to the next one.
            next.jvms[1] = jvms[1].withoutBarrier();
            moves.add(new Move<>("transaction ends", next, null, null));
        }
    }

    private void faults(List<Move<NearModel>> moves) {
        if (bounds.has(Kind.LOST_INDEX)) {
            lose(moves, "the index is lost", 1);
            lose(moves, "the index, the log and the mirrors are lost", 1 | 16 | 32);
        }
        if (bounds.has(Kind.LOST_ALL)) {
            lose(moves, "all is lost", 63);
        }
        if (bounds.has(Kind.LOST_LOG)) {
            lose(moves, "the log is lost", 16);
        }
        if (bounds.has(Kind.LOST_MIRRORS)) {
            lose(moves, "the mirrors are lost", 32);
        }
        if (bounds.has(Kind.TRIMMED_LOG) && !content.log().isEmpty()) {
            NearModel next = fault();
            next.content = content.trimmed();
            moves.add(new Move<>("the log is trimmed", next, null, null));
        }
        if (bounds.has(Kind.FAILOVER)) {
            NearModel next = fault();
            next.identity++;
            moves.add(new Move<>("failover", next, null, null));
        }
        if (bounds.has(Kind.RESTORE)) {
            restore(moves);
        }
        for (int m = 0; m < 2; m++) {
            ofMirror(moves, m);
        }
        if (bounds.has(Kind.LAPSE) && content.latest() > time) {
            NearModel next = fault();
            next.time = content.latest() + 1;
            for (int i = 0; i < 2; i++) {
                if (writers[i].isInFlight()) {
                    next.writers[i] = writers[i].lapse();
                }
            }
            moves.add(new Move<>("all leases of writers end", next, null, null));
        }
    }

    private void ofMirror(List<Move<NearModel>> moves, int m) {
        Jvm jvm = jvms[m];
        if (!bounds.hasMirror(m)) {
            return;
        }
        if (bounds.has(Kind.LATE_CALL) && jvm.late() == null) {
            NearModel next = fault();
            next.jvms[m] = jvm.with(new Late(jvm.mirror().nonce(), jvm.mirror().position()));
            moves.add(new Move<>("a call of mirror " + m + " is delayed", next, null, null));
        }
        if (bounds.has(Kind.LOST_ANSWER) && jvm.answer() != null) {
            NearModel next = fault();
            next.jvms[m] = jvm.with((Answer) null);
            moves.add(new Move<>("an answer to mirror " + m + " is lost", next, null, null));
        }
    }

    private void lose(List<Move<NearModel>> moves, String name, int lost) {
        NearModel next = fault();
        next.content = content.without(lost);
        next.allLost |= next.content.holdsNoIndex() && next.content.mirrors().isEmpty();
        if (next.content.equals(content)) {
            return;
        }
        if (bounds.has(Kind.CLOCK) && (lost & 1) != 0) {
            NearModel back = next.copy();
            back.time = 1;
            back.clockBack = true;
            moves.add(new Move<>(name + ", and the time", back, null, null));
        }
        next.time = Math.max(time, content.score("~") + 1);
        moves.add(new Move<>(name, next, null, null));
    }

    private void restore(List<Move<NearModel>> moves) {
        if (saved == null) {
            NearModel snapshot = copy();
            snapshot.saved = content;
            moves.add(new Move<>("snapshot", snapshot, null, null));
            return;
        }
        NearModel next = fault();
        next.identity++;
        next.content = saved;
        next.time = Math.max(time, content.score("~") + 1);
        moves.add(new Move<>("restart from the snapshot", next, null, null));
    }

    NearModel fault() {
        NearModel next = copy();
        next.faults++;
        return next;
    }

    void call(
            List<Move<NearModel>> moves,
            String name,
            Call call,
            BiConsumer<NearModel, List<String>> after) {
        NearModel next = copy();
        next.nonces++;
        BiConsumer<NearModel, List<String>> told = (state, reply) -> state.allLost = false;
        moves.add(new Move<>(name, next, call, told.andThen(after)));
    }

    private Call follow(int m, long nonce, long position) {
        List<String> arguments = new ArrayList<>(control(m));
        arguments.add(bounds.leases() ? "m" + m : "");
        arguments.add(Long.toString(nonce));
        arguments.add(Long.toString(position));
        return new Call("follow", List.of(), arguments);
    }

    List<String> control(int m) {
        String mirrors = bounds.hasMirror(m) ? "m" + m : "+";
        return Call.control(identity, nonces, allLost, bounds.leases() ? mirrors : "");
    }

    // For the writers' steps.

    NearModel next() {
        return copy();
    }

    NearBounds bounds() {
        return bounds;
    }

    Writer writer(int i) {
        return writers[i];
    }

    void writer(int i, Writer next) {
        writers[i] = next;
    }

    Jvm jvm(int m) {
        return jvms[m];
    }

    void jvm(int m, Jvm next) {
        jvms[m] = next;
    }

    String database() {
        return database;
    }

    void commit(int i) {
        if (of(i) != Of.ELSEWHERE) {
            database = i == 0 ? "1" + database.charAt(1) : database.charAt(0) + "1";
        }
        writers[i] = writers[i].commit();
    }

    boolean mayFail() {
        return faults < bounds.faults();
    }

    /** A writer begins to wait, or has waited for as long as a mirror may serve, or need not. */
    void waits(int i, boolean begins, boolean over) {
        for (int m = 0; m < 2; m++) {
            jvms[m] =
                    begins
                            ? jvms[m].waitBegins(i)
                            : over ? jvms[m].waitIsOver(i) : jvms[m].waitEnds(i);
        }
    }
}
