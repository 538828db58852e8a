package io.hibernateredis.fuzz;

import java.util.List;
import java.util.Map;

/** What a stateless session does in its own way. */
final class StatelessVerbs {

    private StatelessVerbs() {}

    static void into(Map<String, Verbs.Verb> verbs) {
        verbs.put("stateless find", (actor, words) -> actor.rendering().entity(get(actor, words)));
        verbs.put("stateless persist", StatelessVerbs::insert);
        verbs.put("stateless set", StatelessVerbs::update);
        verbs.put("stateless refer", StatelessVerbs::refer);
        verbs.put("stateless upsert", StatelessVerbs::upsert);
        verbs.put("stateless overwrite", StatelessVerbs::overwrite);
        verbs.put("stateless remove", StatelessVerbs::delete);
        verbs.put("stateless collection", StatelessVerbs::collection);
        verbs.put("stateless add", StatelessVerbs::add);
    }

    private static Object get(Actor actor, List<String> words) {
        return Writes.target(actor, words.get(0), words.get(1));
    }

    private static Object made(Actor actor, List<String> words) {
        return Writes.made(actor, words.get(0), words.get(1), Integer.parseInt(words.get(2)));
    }

    private static String insert(Actor actor, List<String> words) {
        if (Rows.exist(actor, words.get(0), Reads.id(actor, words))) {
            return "exists";
        }
        Object made = made(actor, words);
        return Writes.after(() -> actor.stateless().insert(made));
    }

    private static String upsert(Actor actor, List<String> words) {
        Object made = made(actor, words);
        return Writes.after(() -> actor.stateless().upsert(made));
    }

    /** An update of what was not loaded. */
    private static String overwrite(Actor actor, List<String> words) {
        Object made = made(actor, words);
        return Writes.after(() -> actor.stateless().update(made));
    }

    private static String update(Actor actor, List<String> words) {
        Object object = get(actor, words);
        if (object == null) {
            return "none";
        }
        Writes.setValue(actor, object, words);
        return Writes.after(() -> actor.stateless().update(object));
    }

    private static String refer(Actor actor, List<String> words) {
        Object object = get(actor, words);
        if (object == null) {
            return "none";
        }
        String target = actor.domain().target(words.get(0), words.get(2));
        Attributes.set(
                actor.domain().entity(words.get(0)),
                object,
                actor.domain().position(words.get(0), words.get(2)),
                Writes.target(actor, target, words.get(3)));
        return Writes.after(() -> actor.stateless().update(object));
    }

    private static String delete(Actor actor, List<String> words) {
        Object object = get(actor, words);
        return object == null ? "none" : Writes.after(() -> actor.stateless().delete(object));
    }

    private static String collection(Actor actor, List<String> words) {
        Object owner = get(actor, words);
        if (owner == null) {
            return "none";
        }
        Object collection = Reads.value(actor, words.get(0), owner, words.get(2));
        actor.stateless().fetch(collection);
        return actor.rendering()
                .collection(actor.domain().collection(words.get(0), words.get(2)), collection);
    }

    @SuppressWarnings("unchecked")
    private static String add(Actor actor, List<String> words) {
        Object owner = get(actor, words);
        Object element = CollectionWrites.element(actor, words.get(0), words.get(2), words.get(3));
        if (owner == null || element == null) {
            return "none";
        }
        Object collection = Reads.value(actor, words.get(0), owner, words.get(2));
        actor.stateless().fetch(collection);
        if (!(collection instanceof java.util.Collection<?> all)) {
            return "none";
        }
        ((java.util.Collection<Object>) all).add(element);
        return Writes.after(() -> actor.stateless().update(owner));
    }
}
