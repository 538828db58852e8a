package io.hibernateredis.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A row that has an owner, two writers that move it, and the cached collection of one owner, which
 * a loader reads. At first it is owner 1's; the first writer moves it to 2, the second to 3, or
 * writes back the owner that it had loaded. The database lets the second of them wait from the
 * first one's statement to the end of its transaction. The collection must look as it did after
 * some commit that is not older than the last one that returned.
 */
final class MoveModel implements ModelState<MoveModel> {

    private static final String ROW = "e:R#1";
    private static final String ROWS = "r:R";
    private static final String COLLECTIONS = "r:C";
    private static final String UNTRUSTED = "x:T";
    private static final int NOBODY = -1;

    /** What the writers do. */
    enum Variant {
        /** Both move the row, which has no version. */
        MOVES,
        /** The second one writes back the owner that it had loaded. */
        WRITES_BACK,
        /**
         * The row has a version, which both statements ask for. The first writer deletes it and
         * inserts it with its first version.
         */
        REPLACES
    }

    private enum Step {
        START,
        BEGUN,
        LOADED,
        WRITTEN,
        OPENED,
        COMMITTED,
        ENDED
    }

    private record Mover(
            Step step,
            long nonce,
            long loaded,
            int owner,
            char version,
            int commit,
            boolean lapsed) {

        static final Mover NEW = new Mover(Step.START, 0, 0, 0, '0', 0, false);

        Mover at(Step next) {
            return next == Step.ENDED
                    ? new Mover(next, 0, 0, 0, '0', 0, false)
                    : new Mover(next, nonce, loaded, owner, version, commit, lapsed);
        }
    }

    private final int observed;
    private final Variant variant;
    private Content content = Content.EMPTY;
    private long time = 1;
    private int nonces;
    private boolean leasesEnded;
    private String owners = "1";

    /** The version of the row since the last commit. */
    private char version = '0';

    private int returned;
    private int locked = NOBODY;
    private Mover[] writers = {Mover.NEW, Mover.NEW};
    private Model.Loader loader = Model.Loader.NEW;

    MoveModel(int observed, Variant variant) {
        this.observed = observed;
        this.variant = variant;
    }

    private MoveModel copy() {
        var copy = new MoveModel(observed, variant);
        copy.content = content;
        copy.time = time;
        copy.nonces = nonces;
        copy.leasesEnded = leasesEnded;
        copy.owners = owners;
        copy.version = version;
        copy.returned = returned;
        copy.locked = locked;
        copy.writers = writers.clone();
        copy.loader = loader;
        return copy;
    }

    @Override
    public String entry() {
        return collection(observed);
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
        return time;
    }

    @Override
    public String key() {
        var key = new Canonical();
        key.content(content).load(time).text(leasesEnded).text(owners).text(version);
        key.text(returned).text(locked);
        for (Mover writer : writers) {
            key.text(writer.step() + "" + writer.owner() + writer.version());
            key.text(writer.commit() + "" + writer.lapsed());
            key.nonce(writer.nonce()).load(writer.loaded());
        }
        key.text(loader.step() + loader.image()).nonce(loader.nonce()).load(loader.loaded());
        return key.toString();
    }

    @Override
    public String wrong() {
        if (content.entry() == null
                || hasLapsedUnclosed()
                || content.nonce() != content.score("=")
                || content.loaded() < content.score("!")
                || content.loaded() < content.score("<")
                || content.loaded() < content.score(COLLECTIONS)) {
            return null;
        }
        for (int commit = returned; commit < owners.length(); commit++) {
            if (holds(commit).equals(content.image())) {
                return null;
            }
        }
        return "stale: " + content.image() + " of owner " + observed + " after " + owners;
    }

    /** Who takes longer than its lease to commit is covered once its close has got through. */
    private boolean hasLapsedUnclosed() {
        for (Mover writer : writers) {
            if (writer.lapsed() && writer.step() == Step.COMMITTED) {
                return true;
            }
        }
        return false;
    }

    /** Whether the collection that is observed held the row after a commit. */
    private String holds(int commit) {
        return owners.charAt(commit) - '0' == observed ? "1" : "0";
    }

    @Override
    public List<Move<MoveModel>> moves() {
        List<Move<MoveModel>> moves = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            writer(moves, i);
        }
        loader(moves);
        if (!leasesEnded && content.latest() > time) {
            MoveModel next = copy();
            next.time = content.latest() + 1;
            next.leasesEnded = true;
            for (int i = 0; i < 2; i++) {
                Mover w = writers[i];
                if (w.step() == Step.OPENED) {
                    next.writers[i] =
                            new Mover(
                                    w.step(),
                                    w.nonce(),
                                    w.loaded(),
                                    w.owner(),
                                    w.version(),
                                    0,
                                    true);
                }
            }
            moves.add(new Move<>("all leases end", next, null, null));
        }
        return moves;
    }

    private void writer(List<Move<MoveModel>> moves, int i) {
        Mover writer = writers[i];
        String name = "writer " + i + " ";
        switch (writer.step()) {
            case START ->
                    call(
                            moves,
                            name + "begins",
                            Call.tick(control(), 100_000),
                            (next, reply) ->
                                    next.writers[i] =
                                            new Mover(
                                                    Step.BEGUN,
                                                    Long.parseLong(reply.get(1)),
                                                    Long.parseLong(reply.get(0)),
                                                    0,
                                                    '0',
                                                    0,
                                                    false));
            case BEGUN -> {
                MoveModel next = copy();
                int owner = owners.charAt(owners.length() - 1) - '0';
                next.writers[i] =
                        new Mover(
                                Step.LOADED,
                                writer.nonce(),
                                writer.loaded(),
                                owner,
                                version,
                                0,
                                false);
                moves.add(new Move<>(name + "loads " + owner, next, null, null));
            }
            case LOADED -> {
                if (locked == NOBODY) {
                    MoveModel next = copy();
                    if (variant == Variant.REPLACES && writer.version() != version) {
                        next.writers[i] = writer.at(Step.ENDED);
                        moves.add(new Move<>(name + "finds another version", next, null, null));
                    } else {
                        next.locked = i;
                        next.writers[i] = writer.at(Step.WRITTEN);
                        moves.add(new Move<>(name + "writes " + target(i), next, null, null));
                    }
                }
            }
            case WRITTEN ->
                    call(
                            moves,
                            name + "opens",
                            open(i),
                            (next, reply) -> next.writers[i] = writer.at(Step.OPENED));
            case OPENED -> opened(moves, i, name);
            case COMMITTED -> {
                call(
                        moves,
                        name + "closes",
                        close(i, true),
                        (next, reply) -> next.end(i, writer.commit()));
                // What takes longer than its lease to commit is assumed to live until it closes.
                if (!writer.lapsed()) {
                    MoveModel dead = copy();
                    dead.end(i, writer.commit());
                    moves.add(new Move<>(name + "dies after its commit", dead, null, null));
                }
            }
            case ENDED -> {}
        }
    }

    private void opened(List<Move<MoveModel>> moves, int i, String name) {
        Mover writer = writers[i];
        MoveModel next = copy();
        next.owners = owners + target(i);
        next.version = replaces(i) ? '0' : (char) (version + 1);
        next.locked = NOBODY;
        next.writers[i] =
                new Mover(
                        Step.COMMITTED,
                        writer.nonce(),
                        writer.loaded(),
                        writer.owner(),
                        writer.version(),
                        owners.length(),
                        writer.lapsed());
        moves.add(new Move<>(name + "commits", next, null, null));
        call(moves, name + "rolls back", close(i, false), (after, reply) -> after.rolledBack(i));
        MoveModel dead = copy();
        dead.rolledBack(i);
        moves.add(new Move<>(name + "dies before its commit", dead, null, null));
    }

    private void rolledBack(int i) {
        locked = NOBODY;
        writers[i] = writers[i].at(Step.ENDED);
    }

    private void end(int i, int commit) {
        returned = Math.max(returned, commit);
        writers[i] = writers[i].at(Step.ENDED);
    }

    private int target(int i) {
        return i == 1 && variant == Variant.WRITES_BACK ? writers[i].owner() : 2 + i;
    }

    private boolean replaces(int i) {
        return i == 0 && variant == Variant.REPLACES;
    }

    /** The tags that a writer invalidates, and their number. */
    private String tags(int i) {
        return replaces(i) ? "1 " + UNTRUSTED : "0";
    }

    private void loader(List<Move<MoveModel>> moves) {
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
                MoveModel next = copy();
                String image = holds(owners.length() - 1);
                next.loader = new Model.Loader(2, loader.nonce(), loader.loaded(), image);
                moves.add(new Move<>("loader reads " + image, next, null, null));
            }
            case 2 ->
                    call(
                            moves,
                            "loader puts " + loader.image(),
                            put(loader),
                            (next, reply) -> next.loader = new Model.Loader(3, 0, 0, ""));
            default -> {}
        }
    }

    private void call(
            List<Move<MoveModel>> moves,
            String name,
            Call call,
            BiConsumer<MoveModel, List<String>> after) {
        MoveModel next = copy();
        next.nonces++;
        moves.add(new Move<>(name, next, call, after));
    }

    private List<String> control() {
        return Call.control(0, nonces, false);
    }

    private static String collection(int owner) {
        return "e:C#" + owner;
    }

    /** The owners whose collections a writer names. */
    private List<Integer> named(int i) {
        int from = writers[i].owner();
        return from == target(i) ? List.of() : List.of(from, target(i));
    }

    /** The keys of what a writer changes: the row, then the collections that it names. */
    private List<String> entries(int i) {
        List<String> entries = new ArrayList<>();
        entries.add(ROW);
        named(i).forEach(owner -> entries.add(collection(owner)));
        return entries;
    }

    private Call open(int i) {
        Mover writer = writers[i];
        return call(
                "open",
                entries(i),
                "w" + i + " " + Call.LEASE + " 0",
                writer.nonce() + " " + writer.loaded(),
                "2 " + ROWS + " 1 " + COLLECTIONS + " " + named(i).size() + " " + tags(i),
                "w " + COLLECTIONS + " " + (variant == Variant.REPLACES ? UNTRUSTED : ROW));
    }

    private Call close(int i, boolean committed) {
        return call(
                "close",
                entries(i),
                "w" + i + (committed ? " 1" : " 0"),
                "2 " + ROWS + " 1 0 " + COLLECTIONS + " " + named(i).size() + " 0 " + tags(i),
                "w " + COLLECTIONS + " -");
    }

    private Call put(Model.Loader loader) {
        return call(
                "put",
                List.of(entry()),
                loader.nonce() + " " + loader.loaded(),
                "1 " + COLLECTIONS + " 1000000 1 " + loader.image());
    }

    private Call call(String script, List<String> entries, String... arguments) {
        return Call.call(script, entries, control(), arguments);
    }
}
