package io.hibernateredis.fuzz;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.type.EntityType;

/** Writes of collections; the word {@code both} keeps the other side in step. */
final class CollectionWrites {

    private CollectionWrites() {}

    static void into(Map<String, Verbs.Verb> verbs) {
        verbs.put("add", CollectionWrites::add);
        verbs.put("take", CollectionWrites::take);
        verbs.put("empty", (actor, words) -> with(actor, words, CollectionWrites::empty));
        verbs.put("swap", (actor, words) -> with(actor, words, CollectionWrites::swap));
        verbs.put("renew", CollectionWrites::renew);
    }

    private static String with(
            Actor actor, List<String> words, java.util.function.Consumer<Object> change) {
        Object collection = Reads.owned(actor, words);
        if (collection == null) {
            return "none";
        }
        change.accept(collection);
        return "ok";
    }

    private static void empty(Object collection) {
        if (collection instanceof Map<?, ?> map) {
            map.clear();
        } else {
            ((Collection<?>) collection).clear();
        }
    }

    private static void swap(Object collection) {
        if (collection instanceof List<?> list && list.size() > 1) {
            Collections.swap(list, 0, list.size() - 1);
        }
    }

    /** The element of a word: a value by its number, an entity by its id. */
    static Object element(Actor actor, String entity, String attribute, String word) {
        String target = actor.domain().target(entity, attribute);
        CollectionPersister persister = actor.domain().collection(entity, attribute);
        return target == null
                ? Values.of(persister.getElementType(), Integer.parseInt(word))
                : Writes.target(actor, target, word);
    }

    @SuppressWarnings("unchecked")
    private static String add(Actor actor, List<String> words) {
        Object collection = Reads.owned(actor, words);
        Object element = element(actor, words.get(0), words.get(2), words.get(3));
        if (collection == null || element == null) {
            return "none";
        }
        if (collection instanceof Map<?, ?> map) {
            Object key = key(actor, words, element);
            if (key == null) {
                return "none";
            }
            ((Map<Object, Object>) map).put(key, element);
        } else if (words.contains("first") && collection instanceof List<?> list) {
            ((List<Object>) list).add(0, element);
        } else {
            ((Collection<Object>) collection).add(element);
        }
        if (words.contains("both")) {
            Object owner = Attributes.unproxy(Reads.find(actor, words));
            BothSides.changed(actor, words.get(0), owner, words.get(2), element, true);
        }
        return "ok";
    }

    /** The key under which an element lies: the attribute of it that is the key, or by a word. */
    private static Object key(Actor actor, List<String> words, Object element) {
        CollectionPersister persister = actor.domain().collection(words.get(0), words.get(2));
        String word = words.size() > 4 && !words.get(4).equals("both") ? words.get(4) : "1";
        if (persister.getIndexType() instanceof EntityType type) {
            String name =
                    Domain.name(
                            actor.domain()
                                    .factory()
                                    .getMappingMetamodel()
                                    .getEntityDescriptor(type.getAssociatedEntityName()));
            return Writes.target(actor, name, word);
        }
        String attribute = mapKey(actor, words.get(0), words.get(2));
        if (attribute != null) {
            String target = actor.domain().target(words.get(0), words.get(2));
            return Reads.value(actor, target, element, attribute);
        }
        return Values.of(persister.getIndexType(), Integer.parseInt(word));
    }

    private static String mapKey(Actor actor, String entity, String attribute) {
        try {
            var field = field(actor.domain().javaClass(entity), attribute);
            var key = field.getAnnotation(jakarta.persistence.MapKey.class);
            return key == null ? null : key.name();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    static java.lang.reflect.Field field(Class<?> type, String name) throws NoSuchFieldException {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            for (var field : each.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    return field;
                }
            }
        }
        throw new NoSuchFieldException(name);
    }

    private static String take(Actor actor, List<String> words) {
        Object collection = Reads.owned(actor, words);
        Object element = element(actor, words.get(0), words.get(2), words.get(3));
        if (collection == null || element == null) {
            return "none";
        }
        if (collection instanceof Map<?, ?> map) {
            map.values().remove(element);
        } else {
            ((Collection<?>) collection).remove(element);
        }
        if (words.contains("both")) {
            Object owner = Attributes.unproxy(Reads.find(actor, words));
            BothSides.changed(actor, words.get(0), owner, words.get(2), element, false);
        }
        return "ok";
    }

    /** Another collection takes its place, with one element or none. */
    private static String renew(Actor actor, List<String> words) {
        Object owner = Attributes.unproxy(Reads.find(actor, words));
        if (owner == null) {
            return "none";
        }
        String entity = words.get(0);
        int position = actor.domain().position(entity, words.get(2));
        Object element = element(actor, entity, words.get(2), words.get(3));
        Class<?> type =
                actor.domain().entity(entity).getPropertyTypes()[position].getReturnedClass();
        Object fresh;
        if (Map.class.isAssignableFrom(type)) {
            Object key = element == null ? null : key(actor, words, element);
            fresh = key == null ? new HashMap<>() : new HashMap<>(Map.of(key, element));
        } else if (Set.class.isAssignableFrom(type)) {
            Set<Object> set = type == Set.class ? new LinkedHashSet<>() : new java.util.TreeSet<>();
            fresh = element == null ? set : with(set, element);
        } else {
            fresh = element == null ? new ArrayList<>() : with(new ArrayList<>(), element);
        }
        Attributes.set(actor.domain().entity(entity), owner, position, fresh);
        return "ok";
    }

    private static Object with(Collection<Object> collection, Object element) {
        collection.add(element);
        return collection;
    }

    static Set<String> unique(Collection<String> names) {
        return new HashSet<>(names);
    }
}
