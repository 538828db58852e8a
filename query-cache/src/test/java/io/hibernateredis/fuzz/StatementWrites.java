package io.hibernateredis.fuzz;

import jakarta.persistence.ParameterMode;
import java.util.List;
import java.util.Map;

/** Writes by statements, which see rows and not objects. */
final class StatementWrites {

    private StatementWrites() {}

    static void into(Map<String, Verbs.Verb> verbs) {
        verbs.put("bulkSet", StatementWrites::bulkSet);
        verbs.put("bulkDelete", StatementWrites::bulkDelete);
        verbs.put("sql", StatementWrites::sql);
        verbs.put("call", StatementWrites::call);
        verbs.put("selectThatWrites", StatementWrites::selectThatWrites);
    }

    /** {@code entity attribute value [id]}: of all rows, or of one. */
    private static String bulkSet(Actor actor, List<String> words) {
        String entity = words.get(0);
        String attribute = words.get(1);
        String target = actor.domain().target(entity, attribute);
        boolean one = words.size() > 3;
        String to = words.get(2).equals("0") ? "null" : ":v";
        String hql =
                "update "
                        + entity
                        + " e set e."
                        + attribute
                        + (target == null ? "" : ".id")
                        + " = "
                        + to
                        + (one ? " where e.id = :id" : "");
        var query = actor.any().createMutationQuery(hql);
        QueryReads.bind(actor, query, entity, attribute, words.get(2), "v");
        if (one) {
            query.setParameter("id", Reads.id(actor, entity, words.get(3)));
        }
        return "" + query.executeUpdate();
    }

    /** {@code entity [id]} or {@code entity attribute value}. */
    private static String bulkDelete(Actor actor, List<String> words) {
        String entity = words.get(0);
        String hql = "delete from " + entity + " e";
        if (words.size() == 1) {
            return "" + actor.any().createMutationQuery(hql).executeUpdate();
        }
        if (words.size() == 2) {
            return ""
                    + actor.any()
                            .createMutationQuery(hql + " where e.id = :id")
                            .setParameter("id", Reads.id(actor, entity, words.get(1)))
                            .executeUpdate();
        }
        String condition =
                QueryReads.condition(actor, entity, "e", words.get(1), words.get(2), "v");
        var query = actor.any().createMutationQuery(hql + " where " + condition);
        QueryReads.bind(actor, query, entity, words.get(1), words.get(2), "v");
        return "" + query.executeUpdate();
    }

    /**
     * {@code entity|- table|- sql}: native, with underscores for blanks; the first two words tell
     * Hibernate what it writes.
     */
    private static String sql(Actor actor, List<String> words) {
        var query = actor.any().createNativeMutationQuery(text(words.get(2)));
        var declared = (org.hibernate.query.NativeQuery<?>) query;
        if (!words.get(0).equals("-")) {
            declared.addSynchronizedEntityClass(actor.domain().javaClass(words.get(0)));
        }
        if (!words.get(1).equals("-")) {
            declared.addSynchronizedQuerySpace(words.get(1));
        }
        return "" + query.executeUpdate();
    }

    private static String text(String word) {
        return word.replace('\u00b7', ' ');
    }

    /** {@code entity sql}: by a procedure that is said to write this entity. */
    private static String call(Actor actor, List<String> words) {
        boolean h2 =
                actor.any()
                        .doReturningWork(
                                connection -> connection.getMetaData().getDatabaseProductName())
                        .equals("H2");
        var call = actor.any().createStoredProcedureCall(h2 ? "write_it" : "write_all");
        call.registerParameter(1, String.class, ParameterMode.IN);
        call.setParameter(1, text(words.get(1)));
        call.addSynchronizedEntityClass(actor.domain().javaClass(words.get(0)));
        call.execute();
        call.getOutputs().release();
        return "ok";
    }

    /** {@code entity sql}: by a function in a select that is said to read this entity. */
    private static String selectThatWrites(Actor actor, List<String> words) {
        var query =
                actor.any()
                        .createNativeQuery("select write_it(:sql)", Integer.class)
                        .setParameter("sql", text(words.get(1)));
        query.addSynchronizedEntityClass(actor.domain().javaClass(words.get(0)));
        return query.getResultList().toString();
    }
}
