package io.hibernateredis.proof;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The model of the outbox: a writer that does not reach Redis, with two transactions of which each
 * sets one of two columns; two JVMs that read from Redis, look into the table, and relay; and a
 * loader. What it reads must hold every column whose commit has returned.
 *
 * <p>Time passes in ticks. What a look found is used until the end of the next tick after it was
 * begun; a writer waits for two from when its presence is in the database.
 */
final class OutboxModel implements ModelState<OutboxModel> {

    /** A guard that is removed. */
    enum Gone {
        /** A writer does not wait until others know of it. */
        WAIT,
        /** What is looked up while a writer is present is used as long as at other times. */
        PRESENCE,
        /** A row is deleted before it is sent. */
        SENT_BEFORE_DELETED,
        /** A look counts before what it found has been sent. */
        SENT_BEFORE_READ,
        /** What has not been committed yet is relayed. */
        COMMITTED_ROWS_ONLY,
        /** Rows are relayed by a position. */
        BY_ID,
        /** A row is written in a transaction of its own, when the data has been committed. */
        SAME_TRANSACTION,
        /** A writer declares itself absent while a transaction has not ended. */
        PRESENT_TO_THE_END,
        /** The presence of a dead writer is removed before its last commit may have arrived. */
        DEAD_FOR_LONG
    }

    private enum Step {
        START,
        INSERTED,
        COMMITTED,
        ENDED
    }

    /** Where a JVM is with its look. */
    private enum Stage {
        LOOKED,
        SENT,
        DONE
    }

    /**
     * What a JVM knows. Immutable.
     *
     * @param age of the look, in ticks
     * @param present whether the look found a writer
     * @param rows that it found
     * @param required what had been committed when the look was begun
     * @param position of the last row that was relayed
     */
    private record Reader(
            Stage stage, int age, boolean present, String rows, String required, int position) {

        static final Reader NEW = new Reader(Stage.DONE, STALE, false, "", "00", 0);

        Reader at(Stage next) {
            return new Reader(next, age, present, rows, required, position);
        }

        Reader older() {
            return new Reader(stage, Math.min(age + 1, STALE), present, rows, required, position);
        }
    }

    /** How many ticks a look is used for; a writer waits for one more. */
    private static final int USED = 1;

    private static final int STALE = USED + 1;

    private final Set<Gone> gone;
    private final int mostTicks;
    private Content content = Content.EMPTY;
    private int nonces;
    private int ticks;
    private String database = "00";
    private String returned = "00";

    /** Rows that can be seen, by their ids: when they were inserted. */
    private String rows = "";

    private Step[] transactions = {Step.START, Step.START};
    private int[] ids = {0, 0};
    private int lastId;
    private boolean present;
    private int presentFor;
    private boolean dead;
    private int deadFor;
    private Reader[] readers = {Reader.NEW, Reader.NEW};
    private Model.Loader loader = Model.Loader.NEW;

    OutboxModel(int mostTicks, Gone... gone) {
        this(mostTicks, gone.length == 0 ? EnumSet.noneOf(Gone.class) : Set.of(gone));
    }

    private OutboxModel(int mostTicks, Set<Gone> gone) {
        this.mostTicks = mostTicks;
        this.gone = gone;
    }

    private OutboxModel copy() {
        var copy = new OutboxModel(mostTicks, gone);
        copy.content = content;
        copy.nonces = nonces;
        copy.ticks = ticks;
        copy.database = database;
        copy.returned = returned;
        copy.rows = rows;
        copy.transactions = transactions.clone();
        copy.ids = ids.clone();
        copy.lastId = lastId;
        copy.present = present;
        copy.presentFor = presentFor;
        copy.dead = dead;
        copy.deadFor = deadFor;
        copy.readers = readers.clone();
        copy.loader = loader;
        return copy;
    }

    @Override
    public String key() {
        var key = new Canonical();
        key.content(content).text(ticks).text(database + returned).text(rows).text(present);
        key.text(presentFor).text(dead).text(deadFor);
        for (int i = 0; i < 2; i++) {
            key.text(transactions[i]).text(ids[i]);
        }
        String one = readers[0].toString();
        String two = readers[1].toString();
        key.text(one.compareTo(two) <= 0 ? one + two : two + one);
        key.text(loader.step() + loader.image()).nonce(loader.nonce()).load(loader.loaded());
        return key.toString();
    }

    @Override
    public String wrong() {
        if (content.entry() == null
                || content.nonce() != content.score("=")
                || content.loaded() < content.score("!")
                || content.loaded() < content.score("<")
                || content.loaded() < content.score(Call.REGION)) {
            return null;
        }
        for (int i = 0; i < 2; i++) {
            String required = required(readers[i]);
            if (required != null && isStale(required)) {
                return "stale: JVM " + i + " reads " + content.image() + " after " + required;
            }
        }
        return null;
    }

    private boolean isStale(String required) {
        for (int column = 0; column < 2; column++) {
            if (content.image().charAt(column) == '0' && required.charAt(column) == '1') {
                return true;
            }
        }
        return false;
    }

    /** What a JVM has to find that reads now; null if it has to look into the table first. */
    private String required(Reader reader) {
        if (reader.stage != Stage.DONE && !gone.contains(Gone.SENT_BEFORE_READ)) {
            return null;
        }
        boolean used = !reader.present || gone.contains(Gone.PRESENCE);
        if (used && reader.age <= USED) {
            return returned;
        }
        // A read that came before the look.
        return reader.age <= USED ? reader.required : null;
    }

    @Override
    public List<Move<OutboxModel>> moves() {
        List<Move<OutboxModel>> moves = new ArrayList<>();
        if (!dead) {
            presence(moves);
        }
        for (int i = 0; i < 2; i++) {
            transaction(moves, i);
            reader(moves, i);
        }
        loader(moves);
        if (ticks < mostTicks) {
            OutboxModel next = copy();
            next.ticks++;
            next.presentFor = Math.min(presentFor + 1, STALE);
            next.deadFor = Math.min(deadFor + (dead ? 1 : 0), STALE);
            for (int i = 0; i < 2; i++) {
                next.readers[i] = readers[i].older();
            }
            moves.add(new Move<>("a tick passes", next, null, null));
        }
        return moves;
    }

    private void presence(List<Move<OutboxModel>> moves) {
        boolean running = transactions[0] == Step.INSERTED || transactions[1] == Step.INSERTED;
        if (!present) {
            OutboxModel next = copy();
            next.present = true;
            next.presentFor = 0;
            moves.add(new Move<>("the writer is present", next, null, null));
        } else if (!running || gone.contains(Gone.PRESENT_TO_THE_END)) {
            OutboxModel next = copy();
            next.present = false;
            moves.add(new Move<>("the writer is absent", next, null, null));
        }
        OutboxModel next = copy();
        next.dead = true;
        moves.add(new Move<>("the writer dies", next, null, null));
    }

    private void transaction(List<Move<OutboxModel>> moves, int i) {
        String name = "transaction " + i + " ";
        switch (transactions[i]) {
            case START -> {
                boolean admitted = present && (presentFor > USED || gone.contains(Gone.WAIT));
                if (!dead && admitted) {
                    OutboxModel next = copy();
                    next.transactions[i] = Step.INSERTED;
                    next.lastId++;
                    next.ids[i] = next.lastId;
                    moves.add(new Move<>(name + "inserts its row", next, null, null));
                }
            }
            case INSERTED -> {
                // What the writer had sent before it died may take a while to arrive.
                if (deadFor == 0) {
                    OutboxModel next = copy();
                    next.commit(i);
                    moves.add(new Move<>(name + "commits", next, null, null));
                }
                OutboxModel next = copy();
                next.transactions[i] = Step.ENDED;
                moves.add(new Move<>(name + "rolls back", next, null, null));
            }
            case COMMITTED -> {
                if (!dead) {
                    OutboxModel next = copy();
                    next.transactions[i] = Step.ENDED;
                    next.rows = with(rows, ids[i]);
                    moves.add(new Move<>(name + "writes its row at last", next, null, null));
                }
            }
            case ENDED -> {}
        }
    }

    private void commit(int i) {
        database = i == 0 ? "1" + database.charAt(1) : database.charAt(0) + "1";
        returned = database;
        if (gone.contains(Gone.SAME_TRANSACTION)) {
            transactions[i] = Step.COMMITTED;
        } else {
            transactions[i] = Step.ENDED;
            rows = with(rows, ids[i]);
        }
    }

    private static String with(String rows, int id) {
        return rows.isEmpty() || rows.compareTo("" + id) < 0 ? rows + id : id + rows;
    }

    /** Rows that a look finds. */
    private String visible() {
        String visible = rows;
        for (int i = 0; i < 2; i++) {
            if (transactions[i] == Step.INSERTED && gone.contains(Gone.COMMITTED_ROWS_ONLY)) {
                visible = with(visible, ids[i]);
            }
        }
        return visible;
    }

    private void reader(List<Move<OutboxModel>> moves, int i) {
        if (i == 1 && readers[0].equals(readers[1])) {
            return;
        }
        Reader reader = readers[i];
        String name = "JVM " + i + " ";
        OutboxModel next = copy();
        switch (reader.stage) {
            case DONE -> {
                String found = visible();
                int position = reader.position;
                if (gone.contains(Gone.BY_ID)) {
                    found = found.replaceAll("[0-" + position + "]", "");
                    position = found.isEmpty() ? position : found.charAt(found.length() - 1) - '0';
                }
                next.readers[i] =
                        new Reader(
                                found.isEmpty() ? Stage.DONE : Stage.LOOKED,
                                0,
                                present,
                                found,
                                returned,
                                position);
                if (gone.contains(Gone.SENT_BEFORE_DELETED)) {
                    next.delete(found);
                }
                moves.add(new Move<>(name + "looks: " + found + present, next, null, null));
            }
            case LOOKED -> {
                next.nonces++;
                moves.add(
                        new Move<>(
                                name + "sends " + reader.rows,
                                next,
                                Call.evictEntity(next.control()),
                                (after, reply) -> after.readers[i] = reader.at(Stage.SENT)));
                OutboxModel died = copy();
                died.readers[i] = Reader.NEW;
                moves.add(new Move<>(name + "dies with " + reader.rows, died, null, null));
            }
            case SENT -> {
                next.delete(reader.rows);
                next.readers[i] = reader.at(Stage.DONE);
                moves.add(new Move<>(name + "deletes " + reader.rows, next, null, null));
            }
        }
        if (dead && present && (deadFor > 0 || gone.contains(Gone.DEAD_FOR_LONG))) {
            OutboxModel removed = copy();
            removed.present = false;
            moves.add(new Move<>(name + "takes the writer for dead", removed, null, null));
        }
    }

    private void delete(String relayed) {
        rows = rows.replaceAll("[" + (relayed.isEmpty() ? "-" : relayed) + "]", "");
    }

    private void loader(List<Move<OutboxModel>> moves) {
        switch (loader.step()) {
            case 0 ->
                    call(
                            moves,
                            "loader begins",
                            Call.tick(control(), 100_000),
                            (next, reply) ->
                                    next.loader =
                                            new Model.Loader(
                                                    1,
                                                    Long.parseLong(reply.get(1)),
                                                    Long.parseLong(reply.get(0)),
                                                    ""));
            case 1 -> {
                OutboxModel next = copy();
                next.loader = new Model.Loader(2, loader.nonce(), loader.loaded(), database);
                moves.add(new Move<>("loader reads " + database, next, null, null));
            }
            case 2 ->
                    call(
                            moves,
                            "loader puts " + loader.image(),
                            Call.put(control(), loader.nonce(), loader.loaded(), loader.image()),
                            (next, reply) -> next.loader = new Model.Loader(3, 0, 0, ""));
            default -> {}
        }
    }

    private void call(
            List<Move<OutboxModel>> moves,
            String name,
            Call call,
            BiConsumer<OutboxModel, List<String>> after) {
        OutboxModel next = copy();
        next.nonces++;
        moves.add(new Move<>(name, next, call, after));
    }

    private List<String> control() {
        return Call.control(0, nonces, false);
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
    public long time() {
        return 1;
    }

    @Override
    public String entry() {
        return Call.ENTITY;
    }
}
