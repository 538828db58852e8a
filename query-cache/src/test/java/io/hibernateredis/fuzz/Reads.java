package io.hibernateredis.fuzz;

import io.hibernateredis.fuzz.Domain.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.Hibernate;
import org.hibernate.NaturalIdLoadAccess;
import org.hibernate.ObjectNotFoundException;
import org.hibernate.Session;
import org.hibernate.persister.collection.CollectionPersister;

/** Reads by id, by natural id, and of collections. */
final class Reads {

    /** The ids that scripts know. */
    static final List<String> IDS = List.of("1", "2", "3");

    private Reads() {}

    static void into(Map<String, Verbs.Verb> verbs) {
        verbs.put("find", (actor, words) -> actor.rendering().entity(find(actor, words)));
        verbs.put("load", Reads::load);
        verbs.put("multi", Reads::multi);
        verbs.put("natural", Reads::natural);
        verbs.put("collection", Reads::collection);
        verbs.put("size", (actor, words) -> "" + size(owned(actor, words)));
        verbs.put("contains", Reads::contains);
        verbs.put("graph", Reads::graph);
        verbs.put("sweep", Reads::sweep);
        verbs.put("filter", Reads::filter);
    }

    /** The entity of an id: the first two words. */
    static Object find(Actor actor, List<String> words) {
        String entity = words.get(0);
        return actor.session().find(actor.domain().javaClass(entity), id(actor, words));
    }

    static Object id(Actor actor, List<String> words) {
        return id(actor, words.get(0), words.get(1));
    }

    static Object id(Actor actor, String entity, String id) {
        return Values.id(actor.domain().entity(entity).getIdentifierType(), id);
    }

    private static String load(Actor actor, List<String> words) {
        Object reference =
                actor.session()
                        .getReference(actor.domain().javaClass(words.get(0)), id(actor, words));
        Hibernate.initialize(reference);
        Class<?> asked = actor.domain().javaClass(words.get(0));
        if (actor.isOfSeveralSteps() && !asked.isInstance(Attributes.unproxy(reference))) {
            // Hibernate finds it or not by whether the session holds a proxy, with cache or
            // without.
            throw new ObjectNotFoundException(asked.getName(), id(actor, words));
        }
        return actor.rendering().entity(reference);
    }

    private static String multi(Actor actor, List<String> words) {
        List<Object> ids = new ArrayList<>();
        for (String id : words.subList(1, words.size())) {
            ids.add(id(actor, words.get(0), id));
        }
        return rows(
                actor, actor.session().findMultiple(actor.domain().javaClass(words.get(0)), ids));
    }

    static String rows(Actor actor, List<?> rows) {
        var rendering = actor.rendering();
        return rows.stream().map(rendering::row).toList().toString();
    }

    private static String natural(Actor actor, List<String> words) {
        String entity = words.get(0);
        NaturalIdLoadAccess<?> access =
                actor.session().byNaturalId(actor.domain().javaClass(entity));
        List<String> names = actor.domain().naturalId(entity);
        for (int i = 0; i < names.size(); i++) {
            int number = Integer.parseInt(words.get(1 + i));
            access.using(
                    names.get(i), Values.of(actor.domain().type(entity, names.get(i)), number));
        }
        return actor.rendering().entity(access.load());
    }

    /** A collection of the entity of an id; null if there is none. */
    static Object owned(Actor actor, List<String> words) {
        Object owner = find(actor, words);
        return owner == null ? null : value(actor, words.get(0), owner, words.get(2));
    }

    static Object value(Actor actor, String entity, Object owner, String attribute) {
        Object object = Attributes.unproxy(owner);
        return Attributes.get(
                actor.domain().entity(entity), object, actor.domain().position(entity, attribute));
    }

    private static String collection(Actor actor, List<String> words) {
        CollectionPersister persister = actor.domain().collection(words.get(0), words.get(2));
        return actor.rendering().collection(persister, owned(actor, words));
    }

    private static int size(Object collection) {
        return collection == null
                ? -1
                : collection instanceof Map<?, ?> map
                        ? map.size()
                        : collection instanceof Collection<?> all ? all.size() : 0;
    }

    private static String contains(Actor actor, List<String> words) {
        Object collection = owned(actor, words);
        Object element = CollectionWrites.element(actor, words.get(0), words.get(2), words.get(3));
        return ""
                + (collection instanceof Map<?, ?> map
                        ? map.containsValue(element)
                        : collection instanceof Collection<?> all
                                && (all.contains(element) || containsAnother(actor, all, element)));
    }

    /** Whether it contains the entity as another object, such as its proxy. */
    private static boolean containsAnother(Actor actor, Collection<?> all, Object element) {
        if (!actor.rendering().isEntity(element)) {
            return false;
        }
        String reference = actor.rendering().reference(element);
        return all.stream()
                .anyMatch(
                        each ->
                                each != null
                                        && actor.rendering().reference(each).equals(reference));
    }

    private static String graph(Actor actor, List<String> words) {
        Session session = actor.session();
        String entity = words.get(0);
        var graph = session.createEntityGraph(actor.domain().javaClass(entity));
        graph.addAttributeNodes(words.get(2));
        Object found =
                session.find(
                        actor.domain().javaClass(entity),
                        id(actor, words),
                        Map.of("jakarta.persistence.fetchgraph", graph));
        return actor.rendering().entity(found)
                + (actor.domain().attributes(entity, Kind.COLLECTION).contains(words.get(2))
                                && found != null
                        ? actor.rendering()
                                .collection(
                                        actor.domain().collection(entity, words.get(2)),
                                        value(actor, entity, found, words.get(2)))
                        : "");
    }

    private static String filter(Actor actor, List<String> words) {
        if (words.get(1).equals("off")) {
            actor.session().disableFilter(words.get(0));
        } else {
            actor.session()
                    .enableFilter(words.get(0))
                    .setParameter("least", Integer.parseInt(words.get(1)));
        }
        return "";
    }

    /** Everything of some entities: a line an answer. */
    private static String sweep(Actor actor, List<String> words) {
        var answers = new TreeMap<String, String>();
        for (String entity : words) {
            for (String id : IDS) {
                List<String> named = List.of(entity, id);
                answer(answers, "find", actor, named);
                for (String each : actor.domain().attributes(entity, Kind.COLLECTION)) {
                    answer(answers, "collection", actor, List.of(entity, id, each));
                }
            }
            int parts = actor.domain().naturalId(entity).size();
            for (int i = 1; parts > 0 && i <= 3; i++) {
                var named = new ArrayList<String>(List.of(entity));
                for (int part = 0; part < parts; part++) {
                    named.add("" + i);
                }
                answer(answers, "natural", actor, named);
            }
        }
        return String.join("\n", answers.values());
    }

    private static void answer(
            Map<String, String> answers, String verb, Actor actor, List<String> words) {
        String name = verb + " " + String.join(" ", words);
        String answer;
        try {
            answer = Verbs.play(actor, new Step("j0", verb, words));
        } catch (RuntimeException | Error e) {
            answer = "! " + e.getClass().getSimpleName();
        }
        answers.put(name, name + " -> " + answer);
    }
}
