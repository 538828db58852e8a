package io.hibernateredis.proof;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.testing.RedisServer;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Response;

/**
 * Visits every state of a model that can be reached, breadth first, so that the first wrong one has
 * the shortest history. The scripts are the real ones and run in a real Redis; all that is changed
 * in them is where they take the time from.
 */
final class Explorer implements AutoCloseable {

    private static final String TIME = "redis.call('TIME')";
    private static final String MODEL_TIME = "{'0', redis.call('GET', 't')}";

    /** What came of it: how many states there are, and the way to a wrong one, if there is one. */
    record Result(int states, long transitions, boolean complete, List<String> counterexample) {

        @Override
        public String toString() {
            return String.format(
                    "%,d states, %,d transitions, %s%n  %s",
                    states,
                    transitions,
                    complete ? "all there are" : "not all there are",
                    String.join("\n  ", counterexample));
        }
    }

    private final Jedis redis;
    private final Map<String, byte[]> scripts = new HashMap<>();
    private final byte[] restore;
    private final byte[] read;
    private final List<Integer> parents = new ArrayList<>();
    private final List<String> steps = new ArrayList<>();
    private final Set<Hash> visited = new HashSet<>();
    private long transitions;

    private record Hash(long one, long two) {}

    private record Node<S>(S state, int number) {}

    /** A script's text, changed. */
    interface Alteration {
        String sabotaged(String script, String text);
    }

    Explorer(RedisServer server, Alteration sabotage) {
        redis = server.connect();
        String index = script("index", sabotage);
        int at = index.indexOf(TIME);
        if (at < 0 || index.indexOf(TIME, at + 1) >= 0) {
            throw new IllegalStateException("the time is not taken in exactly one place");
        }
        index = index.replace(TIME, MODEL_TIME);
        for (String name : List.of("open", "close", "put", "evict", "tick", "follow", "await")) {
            String source = script(name, sabotage);
            if (source.contains(TIME)) {
                throw new IllegalStateException(name + ".lua takes the time by itself");
            }
            scripts.put(name, redis.scriptLoad((index + source).getBytes(UTF_8)));
        }
        restore = redis.scriptLoad(Content.RESTORE.getBytes(UTF_8));
        read = redis.scriptLoad(Content.READ.getBytes(UTF_8));
    }

    private static String script(String name, Alteration sabotage) {
        String shipped = Sabotage.shipped(name);
        return sabotage == null ? shipped : sabotage.sabotaged(name, shipped);
    }

    /** Explores until all is visited, something is wrong, or there are too many states. */
    <S extends ModelState<S>> Result explore(S start, int mostStates) {
        List<Node<S>> layer = List.of(visit(start, -1, "start"));
        while (!layer.isEmpty()) {
            List<Node<S>> next = new ArrayList<>();
            for (Node<S> node : layer) {
                for (ModelState.Move<S> move : successors(node.state())) {
                    transitions++;
                    Node<S> reached = visit(move.next(), node.number(), move.name());
                    if (reached == null) {
                        continue;
                    }
                    String wrong = move.next().wrong();
                    if (wrong != null) {
                        return new Result(
                                steps.size(), transitions, false, way(reached.number(), wrong));
                    }
                    next.add(reached);
                }
                if (steps.size() >= mostStates) {
                    return new Result(steps.size(), transitions, false, List.of());
                }
            }
            layer = next;
        }
        return new Result(steps.size(), transitions, true, List.of());
    }

    /** The state that some steps lead to, one after the other. */
    <S extends ModelState<S>> S after(S start, List<String> names) {
        S state = start;
        for (String name : names) {
            state =
                    successors(state).stream()
                            .filter(move -> move.name().equals(name))
                            .findFirst()
                            .orElseThrow(() -> new IllegalStateException("no step " + name))
                            .next();
        }
        return state;
    }

    private <S extends ModelState<S>> Node<S> visit(S state, int parent, String step) {
        if (!visited.add(hash(state.key()))) {
            return null;
        }
        parents.add(parent);
        steps.add(step);
        return new Node<>(state, steps.size() - 1);
    }

    /** Runs the scripts of all moves out of a state in one message. */
    private <S extends ModelState<S>> List<ModelState.Move<S>> successors(S state) {
        List<ModelState.Move<S>> moves = state.moves();
        List<byte[]> restoration = state.content().arguments(state.time(), state.entry());
        List<Response<Object>> replies = new ArrayList<>();
        List<Response<Object>> contents = new ArrayList<>();
        try (var pipeline = redis.pipelined()) {
            for (ModelState.Move<S> move : moves) {
                Call call = move.call();
                if (call != null) {
                    pipeline.evalsha(restore, List.of(), restoration);
                    replies.add(
                            pipeline.evalsha(
                                    scripts.get(call.script()),
                                    keys(call),
                                    call.arguments().stream().map(Content::bytes).toList()));
                    contents.add(
                            pipeline.evalsha(
                                    read, List.of(), List.of(Content.bytes(state.entry()))));
                }
            }
        }
        int at = 0;
        for (ModelState.Move<S> move : moves) {
            if (move.call() != null) {
                move.next().content(Content.of(contents.get(at).get()));
                move.after().accept(move.next(), strings(replies.get(at).get()));
                at++;
            }
        }
        return moves;
    }

    private static List<byte[]> keys(Call call) {
        List<byte[]> keys = new ArrayList<>();
        for (String key : List.of("i", "d", "f", "b", "v", "m")) {
            keys.add(Content.bytes(key));
        }
        call.entries().forEach(key -> keys.add(Content.bytes(key)));
        return keys;
    }

    private static List<String> strings(Object reply) {
        return ((List<?>) reply).stream().map(Explorer::string).toList();
    }

    /** The elements of a list within an answer are put together. */
    private static String string(Object value) {
        return value instanceof List<?> list
                ? String.join(" ", strings(list))
                : value instanceof byte[] b ? new String(b, ISO_8859_1) : String.valueOf(value);
    }

    private List<String> way(int number, String wrong) {
        List<String> way = new ArrayList<>();
        way.add(wrong);
        for (int at = number; at > 0; at = parents.get(at)) {
            way.add(0, steps.get(at));
        }
        return way;
    }

    private static Hash hash(String key) {
        try {
            var digest = MessageDigest.getInstance("MD5").digest(key.getBytes(UTF_8));
            var bytes = ByteBuffer.wrap(digest);
            return new Hash(bytes.getLong(), bytes.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        redis.close();
    }
}
