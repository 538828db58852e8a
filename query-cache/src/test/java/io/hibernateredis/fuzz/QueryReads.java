package io.hibernateredis.fuzz;

import io.hibernateredis.fuzz.Domain.Kind;
import java.util.List;
import java.util.Map;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.query.SelectionQuery;

/** Reads by queries. The last word {@code cached} has their results cached. */
final class QueryReads {

    private QueryReads() {}

    static void into(Map<String, Verbs.Verb> verbs) {
        verbs.put(
                "all",
                (actor, words) -> rows(actor, "select e from " + words.get(0) + " e", words));
        verbs.put(
                "ids",
                (actor, words) -> rows(actor, "select e.id from " + words.get(0) + " e", words));
        verbs.put(
                "count",
                (actor, words) -> rows(actor, "select count(*) from " + words.get(0), words));
        verbs.put("where", QueryReads::where);
        verbs.put("pairs", QueryReads::pairs);
        verbs.put("valuesAndIds", QueryReads::valuesAndIds);
        verbs.put("join", QueryReads::join);
        verbs.put("joinPart", QueryReads::joinPart);
        verbs.put("through", QueryReads::through);
        verbs.put("nativeAll", QueryReads::nativeAll);
        verbs.put("nativeCount", QueryReads::nativeCount);
    }

    private static boolean isCached(List<String> words) {
        return words.get(words.size() - 1).equals("cached");
    }

    private static String rows(Actor actor, String hql, List<String> words) {
        return rows(actor, actor.any().createSelectionQuery(hql, Object.class), words);
    }

    private static String rows(Actor actor, SelectionQuery<?> query, List<String> words) {
        var rendering = actor.rendering();
        return query.setCacheable(isCached(words)).getResultList().stream()
                .map(rendering::row)
                .sorted()
                .toList()
                .toString();
    }

    private static String where(Actor actor, List<String> words) {
        String condition = condition(actor, words.get(0), "e", words.get(1), words.get(2), "v");
        var query =
                actor.any()
                        .createSelectionQuery(
                                "select e from " + words.get(0) + " e where " + condition,
                                Object.class);
        bind(actor, query, words.get(0), words.get(1), words.get(2), "v");
        return rows(actor, query, words);
    }

    static String condition(
            Actor actor, String entity, String alias, String attribute, String word, String as) {
        String path = alias + "." + attribute;
        if (word.equals("0")) {
            return path + " is null";
        }
        return (actor.domain().target(entity, attribute) == null ? path : path + ".id")
                + " = :"
                + as;
    }

    static void bind(
            Actor actor,
            org.hibernate.query.CommonQueryContract query,
            String entity,
            String attribute,
            String word,
            String as) {
        if (!word.equals("0")) {
            query.setParameter(as, argument(actor, entity, attribute, word));
        }
    }

    /** A value of an attribute, or the id of what it refers to. */
    static Object argument(Actor actor, String entity, String attribute, String word) {
        String target = actor.domain().target(entity, attribute);
        return target == null
                ? Values.of(actor.domain().type(entity, attribute), Integer.parseInt(word))
                : Reads.id(actor, target, word);
    }

    private static String pairs(Actor actor, List<String> words) {
        return rows(
                actor, "select e.id, e." + words.get(1) + " from " + words.get(0) + " e", words);
    }

    /** Its SQL is not that of a query for entities, which Hibernate's own query cache mistakes. */
    private static String valuesAndIds(Actor actor, List<String> words) {
        return rows(
                actor, "select e." + words.get(1) + ", e.id from " + words.get(0) + " e", words);
    }

    private static String join(Actor actor, List<String> words) {
        String hql =
                "select distinct e from " + words.get(0) + " e left join fetch e." + words.get(1);
        return withCollections(actor, actor.any().createSelectionQuery(hql, Object.class), words);
    }

    /** Fetches some elements only, by an attribute of theirs. */
    private static String joinPart(Actor actor, List<String> words) {
        String target = actor.domain().target(words.get(0), words.get(1));
        String condition = condition(actor, target, "p", words.get(2), words.get(3), "v");
        String hql =
                "select distinct e from "
                        + words.get(0)
                        + " e join fetch e."
                        + words.get(1)
                        + " p where "
                        + condition;
        var query = actor.any().createSelectionQuery(hql, Object.class);
        bind(actor, query, target, words.get(2), words.get(3), "v");
        return withCollections(actor, query, words);
    }

    private static String withCollections(
            Actor actor, SelectionQuery<?> query, List<String> words) {
        String entity = words.get(0);
        boolean many = actor.domain().attributes(entity, Kind.COLLECTION).contains(words.get(1));
        var rendering = actor.rendering();
        return query.setCacheable(isCached(words)).getResultList().stream()
                .map(
                        each ->
                                rendering.entity(each)
                                        + (many
                                                ? rendering.collection(
                                                        actor.domain()
                                                                .collection(entity, words.get(1)),
                                                        Reads.value(
                                                                actor, entity, each, words.get(1)))
                                                : ""))
                .sorted()
                .toList()
                .toString();
    }

    /** Owners by what they own or refer to. */
    private static String through(Actor actor, List<String> words) {
        return rows(
                actor,
                "select e.id, p from " + words.get(0) + " e join e." + words.get(1) + " p",
                words);
    }

    private static String nativeAll(Actor actor, List<String> words) {
        EntityPersister persister = actor.domain().entity(words.get(0));
        var query =
                actor.any()
                        .createNativeQuery(
                                "select * from " + table(persister),
                                actor.domain().javaClass(words.get(0)));
        query.addSynchronizedEntityClass(actor.domain().javaClass(words.get(0)));
        return rows(actor, query, words);
    }

    private static String nativeCount(Actor actor, List<String> words) {
        var query =
                actor.any().createNativeQuery("select count(*) from " + words.get(0), Long.class);
        query.addSynchronizedQuerySpace(words.get(0));
        return rows(actor, query, words);
    }

    static String table(EntityPersister persister) {
        return persister.getIdentifierTableName();
    }
}
