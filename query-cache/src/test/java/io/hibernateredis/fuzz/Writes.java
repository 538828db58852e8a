package io.hibernateredis.fuzz;

import io.hibernateredis.fuzz.Domain.Kind;
import java.util.List;
import java.util.Map;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.Type;

/** Writes of entities by a session. */
final class Writes {

    private Writes() {}

    static void into(Map<String, Verbs.Verb> verbs) {
        verbs.put("persist", Writes::persist);
        verbs.put("set", Writes::set);
        verbs.put("refer", Writes::refer);
        verbs.put("remove", Writes::remove);
        verbs.put("removeReference", Writes::removeReference);
        verbs.put("removeUnloaded", Writes::removeUnloaded);
        verbs.put("keep", Writes::keep);
        verbs.put("merge", Writes::merge);
        verbs.put("mergeNew", Writes::mergeNew);
        verbs.put("refresh", Writes::refresh);
        verbs.put("evict", Writes::evict);
        verbs.put("flush", (actor, words) -> after(() -> actor.session().flush()));
        verbs.put("clear", (actor, words) -> after(() -> actor.session().clear()));
        verbs.put("savepoint", (actor, words) -> after(actor::setSavepoint));
        verbs.put("undo", (actor, words) -> after(() -> undo(actor)));
    }

    static String after(Runnable action) {
        action.run();
        return "ok";
    }

    private static void undo(Actor actor) {
        actor.rollbackToSavepoint();
        actor.session().clear();
    }

    /**
     * Only what is not there: how Hibernate refuses the rest depends on whether it is cached, and
     * is a failure either way.
     */
    private static String persist(Actor actor, List<String> words) {
        if (Rows.exist(actor, words.get(0), Reads.id(actor, words))) {
            return "exists";
        }
        Object made = made(actor, words.get(0), words.get(1), Integer.parseInt(words.get(2)));
        return after(() -> actor.session().persist(made));
    }

    /** A new object; 0 makes one whose values are all the first, and that refers to nothing. */
    static Object made(Actor actor, String entity, String id, int seed) {
        EntityPersister persister = actor.domain().entity(entity);
        Object made = persister.instantiate(Reads.id(actor, entity, id), actor.implementor());
        Type[] types = persister.getPropertyTypes();
        String[] names = persister.getPropertyNames();
        for (int i = 0; i < types.length; i++) {
            if (i != Domain.versionIndex(persister) && Domain.kind(types[i]) == Kind.VALUE) {
                int number = seed == 0 ? 1 : 1 + (seed + i * (seed % 3)) % 3;
                Attributes.set(persister, made, i, Values.of(types[i], number));
            } else if (Domain.kind(types[i]) == Kind.REFERENCE && seed > 0) {
                String target = actor.domain().target(entity, names[i]);
                Attributes.set(persister, made, i, target(actor, target, "" + (seed + i) % 4));
            }
        }
        return made;
    }

    /** What is to be referred to; null if there is none. */
    static Object target(Actor actor, String entity, String id) {
        if (id.equals("0")) {
            return null;
        }
        Object key = Reads.id(actor, entity, id);
        Class<?> type = actor.domain().javaClass(entity);
        return actor.isStateless()
                ? actor.stateless().get(type, key)
                : actor.session().find(type, key);
    }

    private static String set(Actor actor, List<String> words) {
        Object object = Attributes.unproxy(Reads.find(actor, words));
        if (object == null) {
            return "none";
        }
        setValue(actor, object, words);
        return "ok";
    }

    static void setValue(Actor actor, Object object, List<String> words) {
        String entity = words.get(0);
        EntityPersister persister = actor.domain().entity(entity);
        int position = actor.domain().position(entity, words.get(2));
        Type type = persister.getPropertyTypes()[position];
        Attributes.set(
                persister, object, position, Values.of(type, Integer.parseInt(words.get(3))));
    }

    /** Changes a reference; with the word {@code both} also what shows it on the other side. */
    private static String refer(Actor actor, List<String> words) {
        Object object = Attributes.unproxy(Reads.find(actor, words));
        if (object == null) {
            return "none";
        }
        String entity = words.get(0);
        String attribute = words.get(2);
        String target = actor.domain().target(entity, attribute);
        int position = actor.domain().position(entity, attribute);
        Object before = Attributes.get(actor.domain().entity(entity), object, position);
        Object after =
                words.contains("unseen") && !words.get(3).equals("0")
                        ? actor.session()
                                .getReference(
                                        actor.domain().javaClass(target),
                                        Reads.id(actor, target, words.get(3)))
                        : target(actor, target, words.get(3));
        Attributes.set(actor.domain().entity(entity), object, position, after);
        if (words.contains("both")) {
            BothSides.moved(actor, entity, object, attribute, before, after);
        }
        return "ok";
    }

    private static String remove(Actor actor, List<String> words) {
        Object object = Reads.find(actor, words);
        if (object == null) {
            return "none";
        }
        return after(() -> actor.session().remove(object));
    }

    private static String removeReference(Actor actor, List<String> words) {
        if (!Rows.exist(actor, words.get(0), Reads.id(actor, words))) {
            // Hibernate shows such a reference where nothing is, until a flush fails.
            return "none";
        }
        Object reference =
                actor.session()
                        .getReference(
                                actor.domain().javaClass(words.get(0)), Reads.id(actor, words));
        return after(() -> actor.session().remove(reference));
    }

    /** Removes by an object that the session has not loaded, and that holds other values. */
    private static String removeUnloaded(Actor actor, List<String> words) {
        Object made = made(actor, words.get(0), words.get(1), Integer.parseInt(words.get(2)));
        return after(() -> actor.session().remove(made));
    }

    /** Loads an object that another session may change and merge, once this one has ended. */
    private static String keep(Actor actor, List<String> words) {
        Object object = Attributes.unproxy(Reads.find(actor, words));
        if (object != null) {
            actor.detached().put(words.get(0) + words.get(1), object);
        }
        return "ok";
    }

    private static String merge(Actor actor, List<String> words) {
        Object object = actor.detached().remove(words.get(0) + words.get(1));
        if (object == null) {
            return "none";
        }
        setValue(actor, object, words);
        return actor.rendering().entity(actor.session().merge(object));
    }

    private static String mergeNew(Actor actor, List<String> words) {
        Object made = made(actor, words.get(0), words.get(1), Integer.parseInt(words.get(2)));
        return actor.rendering().entity(actor.session().merge(made));
    }

    private static String refresh(Actor actor, List<String> words) {
        Object object = Reads.find(actor, words);
        if (object == null) {
            return "none";
        }
        actor.session().refresh(object);
        return actor.rendering().entity(object);
    }

    private static String evict(Actor actor, List<String> words) {
        Object object = Reads.find(actor, words);
        return object == null ? "none" : after(() -> actor.session().detach(object));
    }
}
