package io.hibernateredis.proof;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The small model: a row of two columns, two writers that each change one of them, two loaders, one
 * entry, two tags (the entity and its region). A state knows all that may happen next.
 *
 * <p>The database is two bits that only ever become 1, so whatever the entry shows can be judged:
 * it must hold every column whose commit has returned, and none that has not been committed.
 *
 * <p>Time stands still but for the index's own clock, which every script advances by one, and for
 * the step that ends all leases. So there are few states, and each lease is as long as it needs to
 * be.
 */
final class Model implements ModelState<Model> {

    /** A loader, immutable: 0 idle, 1 has begun, 2 has read, 3 has put. */
    record Loader(int step, long nonce, long loaded, String image) {
        static final Loader NEW = new Loader(0, 0, 0, "");
    }

    /** A reader whose two commands are apart, immutable: what the first one saw. */
    record Seen(int step, Content content, String required) {
        static final Seen NOTHING = new Seen(0, Content.EMPTY, "00");
    }

    private final Bounds bounds;
    Content content = Content.EMPTY;
    private long time = 1;
    private int identity;
    private int nonces;
    private boolean allLost;
    private int faults;
    private int leaseEnds;
    private String database = "00";
    private ModelWriter[] writers = {ModelWriter.NEW, ModelWriter.NEW};
    private Loader[] loaders = {Loader.NEW, Loader.NEW};
    private Seen reader = Seen.NOTHING;
    private Content saved;
    private Content demoted;
    private boolean steppedBack;
    private List<Call> calls = List.of();
    private String wrong;

    Model(Bounds bounds) {
        this.bounds = bounds;
    }

    private Model copy() {
        var copy = new Model(bounds);
        copy.content = content;
        copy.time = time;
        copy.identity = identity;
        copy.nonces = nonces;
        copy.allLost = allLost;
        copy.faults = faults;
        copy.leaseEnds = leaseEnds;
        copy.database = database;
        copy.writers = writers.clone();
        copy.loaders = loaders.clone();
        copy.reader = reader;
        copy.saved = saved;
        copy.demoted = demoted;
        copy.steppedBack = steppedBack;
        copy.calls = calls;
        return copy;
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
        key.text(faults).text(leaseEnds).text(database);
        for (ModelWriter writer : writers) {
            key.text(writer.step() + "" + writer.returned() + writer.lapsed());
            key.text(writer.image()).nonce(writer.nonce()).load(writer.loaded());
        }
        boolean swapped = loaders[0].step > loaders[1].step;
        for (int i = 0; i < 2; i++) {
            Loader loader = loaders[swapped ? 1 - i : i];
            key.text(loader.step + loader.image).nonce(loader.nonce).load(loader.loaded);
        }
        key.text(reader.step + reader.required).content(reader.content).content(demoted);
        if (steppedBack) {
            // A clock that begins anew may pass by what was loaded: here the numbers count.
            key.text(content).text(writers[0]).text(writers[1]).text(loaders[0]).text(loaders[1]);
        }
        if (faults < bounds.faults() && bounds.has(Bounds.Kind.RESTORE)) {
            key.content(saved);
        }
        if (faults < bounds.faults() && bounds.has(Bounds.Kind.REPETITION)) {
            calls.stream().sorted(Comparator.comparing(Call::name)).forEach(call -> call.into(key));
        }
        return key.toString();
    }

    @Override
    public String wrong() {
        if (wrong != null) {
            return wrong;
        }
        if (bounds.gone(Sabotage.TRUST_WITHOUT_END) && demoted != null) {
            return judge(demoted, demoted, identity - 1, required());
        }
        if (bounds.gone(Sabotage.ENTRIES_FROM_A_REPLICA) && saved != null) {
            return judge(saved, content, required());
        }
        return judge(content, content, required());
    }

    private String required() {
        return (writers[0].returned() ? "1" : "0") + (writers[1].returned() ? "1" : "0");
    }

    private String judge(Content entries, Content scores, String required) {
        return judge(entries, scores, identity, required);
    }

    private String judge(Content entries, Content scores, int server, String required) {
        return new ModelRead(bounds, entries, scores).wrong(server, required, database);
    }

    @Override
    public List<Move<Model>> moves() {
        List<Move<Model>> moves = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            writer(moves, i);
            loader(moves, i);
        }
        if (bounds.reader()) {
            reader(moves);
        }
        if (leaseEnds < bounds.leaseEnds() && content.latest() > time) {
            Model next = copy();
            next.time = content.latest() + 1;
            next.leaseEnds++;
            next.writers[0] = writers[0].lapsing();
            next.writers[1] = writers[1].lapsing();
            moves.add(new Move<>("all leases end", next, null, null));
        }
        if (faults < bounds.faults()) {
            faults(moves);
        }
        moves.removeIf(move -> !bounds.allows(move.name()));
        return moves;
    }

    private void writer(List<Move<Model>> moves, int i) {
        ModelWriter writer = writers[i];
        String name = "writer " + i + " ";
        switch (writer.step()) {
            case START ->
                    call(
                            moves,
                            name + "begins and reads " + database,
                            Call.tick(control(), 100_000),
                            (next, reply) ->
                                    next.writers[i] =
                                            new ModelWriter(
                                                    ModelWriter.Step.LOADED,
                                                    Long.parseLong(reply.get(1)),
                                                    Long.parseLong(reply.get(0)),
                                                    database,
                                                    false,
                                                    false));
            case LOADED ->
                    call(
                            moves,
                            name + "opens",
                            open(i, false),
                            (next, reply) -> next.writers[i] = writer.at(ModelWriter.Step.OPENED));
            case OPENED -> opened(moves, i, name);
            case COMMITTED -> committed(moves, i, name);
            case POSTED ->
                    call(
                            moves,
                            name + "'s posted close arrives",
                            close(i, true, true),
                            (next, reply) -> next.writers[i] = writer.at(ModelWriter.Step.ENDED));
            case UNKNOWN -> {
                if (!writer.lapsed()) {
                    Model next = copy();
                    next.commit(i);
                    next.writers[i] = writer.returning(ModelWriter.Step.ENDED);
                    moves.add(new Move<>(name + "'s commit arrives", next, null, null));
                }
            }
            case OWES_CLOSE ->
                    call(
                            moves,
                            name + "closes at last",
                            close(i, true, false),
                            (next, reply) -> next.writers[i] = writer.at(ModelWriter.Step.ENDED));
            case ENDED -> {}
        }
    }

    private void opened(List<Move<Model>> moves, int i, String name) {
        ModelWriter writer = writers[i];
        Model next = copy();
        next.commit(i);
        next.writers[i] = writer.at(ModelWriter.Step.COMMITTED);
        moves.add(new Move<>(name + "commits", next, null, null));
        call(
                moves,
                name + "rolls back",
                close(i, false, true),
                (after, reply) -> after.writers[i] = writer.at(ModelWriter.Step.ENDED));
        Model dead = copy();
        dead.writers[i] = writer.at(ModelWriter.Step.ENDED);
        moves.add(new Move<>(name + "dies before its commit", dead, null, null));
        call(
                moves,
                name + "does not know whether it committed",
                bounds.gone(Sabotage.UNKNOWN_CLOSES) ? close(i, false, true) : open(i, true),
                (after, reply) -> after.writers[i] = writer.at(ModelWriter.Step.UNKNOWN));
    }

    private void committed(List<Move<Model>> moves, int i, String name) {
        ModelWriter writer = writers[i];
        call(
                moves,
                name + "closes",
                close(i, true, true),
                (next, reply) -> next.writers[i] = writer.returning(ModelWriter.Step.ENDED));
        // What takes longer than its lease to commit is assumed to live until it has closed.
        if (!writer.lapsed()) {
            Model dead = copy();
            dead.writers[i] = writer.returning(ModelWriter.Step.ENDED);
            moves.add(new Move<>(name + "dies after its commit", dead, null, null));
            Model posted = copy();
            posted.writers[i] = writer.returning(ModelWriter.Step.POSTED);
            moves.add(new Move<>(name + "posts its close", posted, null, null));
            Model owing = copy();
            owing.writers[i] = writer.returning(ModelWriter.Step.OWES_CLOSE);
            moves.add(new Move<>(name + "cannot close yet", owing, null, null));
        }
    }

    private void commit(int i) {
        database = i == 0 ? "1" + database.charAt(1) : database.charAt(0) + "1";
    }

    private void loader(List<Move<Model>> moves, int i) {
        Loader loader = loaders[i];
        if (i == 1 && loaders[0].equals(loader)) {
            return;
        }
        switch (loader.step) {
            case 0 ->
                    call(
                            moves,
                            "loader " + i + " begins",
                            Call.tick(control(), 100_000),
                            (next, reply) ->
                                    next.loaders[i] =
                                            new Loader(
                                                    1,
                                                    Long.parseLong(reply.get(1)),
                                                    Long.parseLong(reply.get(0)),
                                                    ""));
            case 1 -> {
                Model next = copy();
                next.loaders[i] = new Loader(2, loader.nonce, loader.loaded, database);
                moves.add(new Move<>("loader " + i + " reads " + database, next, null, null));
            }
            case 2 ->
                    call(
                            moves,
                            "loader " + i + " puts " + loader.image,
                            Call.put(control(), loader.nonce, loader.loaded, loader.image),
                            (next, reply) -> next.loaders[i] = new Loader(3, 0, 0, ""));
            default -> {}
        }
    }

    private void reader(List<Move<Model>> moves) {
        Model next = copy();
        if (reader.step == 0) {
            next.reader = new Seen(1, content, required());
            moves.add(new Move<>("reader sends its first command", next, null, null));
        } else if (reader.step == 1) {
            next.reader = new Seen(2, Content.EMPTY, "00");
            next.wrong =
                    bounds.gone(Sabotage.SCORES_BEFORE_ENTRIES)
                            ? judge(content, reader.content, reader.required)
                            : judge(reader.content, content, reader.required);
            moves.add(new Move<>("reader sends its second command", next, null, null));
        }
    }

    private void faults(List<Move<Model>> moves) {
        if (bounds.has(Bounds.Kind.LOSS)) {
            loss(moves);
        }
        if (bounds.has(Bounds.Kind.NEWCOMER) && allLost) {
            Model next = fault();
            next.nonces++;
            Call tick = Call.tick(Call.control(identity, nonces, false), 100_000);
            moves.add(new Move<>("a new JVM boots", next, tick, (after, reply) -> {}));
        }
        if (bounds.has(Bounds.Kind.FAILOVER)) {
            Model next = fault();
            next.anotherServer();
            moves.add(new Move<>("failover", next, null, null));
        }
        if (bounds.has(Bounds.Kind.RESTORE)) {
            restore(moves);
        }
        if (bounds.has(Bounds.Kind.CLOCK) && time > 1) {
            Model back = fault();
            back.time = 1;
            back.steppedBack = true;
            moves.add(new Move<>("the clock steps back", back, null, null));
        }
        if (bounds.has(Bounds.Kind.TRIM)) {
            callOnce(moves, "trim", Call.tick(control(), 0));
        }
        if (bounds.has(Bounds.Kind.EVICTION)) {
            callOnce(moves, "evict the entity", Call.evictEntity(control()));
            callOnce(moves, "evict the region", Call.evictRegion(control()));
        }
        for (Call call : bounds.has(Bounds.Kind.REPETITION) ? calls : List.<Call>of()) {
            // Nobody hears what it answers.
            Model next = fault();
            moves.add(new Move<>("again: " + call.name(), next, call, (after, reply) -> {}));
        }
    }

    private void loss(List<Move<Model>> moves) {
        for (int lost = 1; lost < 16; lost++) {
            Model next = fault();
            next.content = content.without(lost);
            next.time = Math.max(time, steppedBack ? time : content.score("~") + 1);
            if (!next.content.equals(content)) {
                next.allLost |= next.content.holdsNoIndex();
                moves.add(new Move<>("keys are lost: " + lost, next, null, null));
            }
        }
    }

    private void restore(List<Move<Model>> moves) {
        if (saved == null) {
            Model snapshot = copy();
            snapshot.saved = content;
            moves.add(new Move<>("snapshot", snapshot, null, null));
            return;
        }
        Model next = fault();
        next.anotherServer();
        next.content = saved;
        next.allLost |= saved.holdsNoIndex();
        moves.add(new Move<>("restart from the snapshot", next, null, null));
    }

    /** Commands that are still on their way went to the old one. */
    private void anotherServer() {
        identity++;
        calls = List.of();
        if (bounds.gone(Sabotage.TRUST_WITHOUT_END)) {
            demoted = content;
        }
    }

    private Model fault() {
        Model next = copy();
        next.faults++;
        return next;
    }

    private void callOnce(List<Move<Model>> moves, String name, Call call) {
        Model next = fault();
        next.nonces++;
        moves.add(new Move<>(name, next, call, Model::told));
    }

    private void call(
            List<Move<Model>> moves,
            String name,
            Call call,
            BiConsumer<Model, List<String>> after) {
        Model next = copy();
        next.nonces++;
        if (!call.script().equals("tick")) {
            List<Call> more = new ArrayList<>(calls);
            more.add(call);
            next.calls = more;
        }
        BiConsumer<Model, List<String>> told = Model::told;
        moves.add(new Move<>(name, next, call, told.andThen(after)));
    }

    private void told(List<String> reply) {
        allLost = false;
    }

    /**
     * Scripts say that another index was known only where nothing in Redis does: all the rest has
     * to be right with JVMs that have just booted.
     */
    private List<String> control() {
        return Call.control(identity, nonces, allLost);
    }

    private boolean ofRegion(int writer) {
        return bounds.regionWriter() && writer == 1;
    }

    private Call open(int i, boolean renewal) {
        return Call.open(control(), i, writers[i], ofRegion(i), renewal);
    }

    private Call close(int i, boolean committed, boolean stores) {
        return Call.close(control(), i, writers[i], ofRegion(i), committed, stores);
    }
}
