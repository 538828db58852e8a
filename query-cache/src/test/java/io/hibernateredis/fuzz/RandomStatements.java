package io.hibernateredis.fuzz;

import io.hibernateredis.fuzz.Domain.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hibernate.persister.collection.AbstractCollectionPersister;
import org.hibernate.persister.entity.AbstractEntityPersister;

/** Random statements that write, in HQL and in SQL. */
final class RandomStatements {

    private final Random random;
    private final Domain domain;
    private final List<String> focus;

    RandomStatements(Random random, Domain domain, List<String> focus) {
        this.random = random;
        this.domain = domain;
        this.focus = focus;
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private int id() {
        return 1 + random.nextInt(3);
    }

    Step next(String actor) {
        String entity = one(focus);
        if (random.nextInt(2) == 0) {
            return bulk(actor, entity);
        }
        boolean ofCollection = random.nextInt(2) == 0;
        String sql = ofCollection ? collectionSql(entity) : entitySql(entity);
        if (sql.isEmpty()) {
            return bulk(actor, entity);
        }
        String word = sql.replace(' ', '\u00b7');
        // What a procedure or a function writes is known only by what is said of it.
        switch (ofCollection ? 2 + random.nextInt(4) : random.nextInt(6)) {
            case 0 -> {
                return new Step(actor, "call", List.of(entity, word));
            }
            case 1 -> {
                return new Step(actor, "selectThatWrites", List.of(entity, word));
            }
            case 2 -> {
                return new Step(actor, "sql", List.of("-", "-", word));
            }
            case 3 -> {
                return new Step(actor, "sql", List.of(entity, "-", word));
            }
            default -> {
                return new Step(actor, "sql", List.of("-", table(sql), word));
            }
        }
    }

    private static String table(String sql) {
        String[] words = sql.split(" ");
        return words[0].equals("update") ? words[1] : words[2];
    }

    private Step bulk(String actor, String entity) {
        List<String> words = new ArrayList<>(List.of(entity));
        List<String> settable = new ArrayList<>(domain.settable(entity));
        if (settable.isEmpty() || random.nextInt(3) == 0) {
            if (random.nextInt(3) > 0) {
                words.add(Ids.word(random, domain, entity));
            }
            return new Step(actor, "bulkDelete", words);
        }
        words.add(one(settable));
        words.add("" + random.nextInt(4));
        if (random.nextInt(3) > 0) {
            words.add(Ids.word(random, domain, entity));
        }
        return new Step(actor, "bulkSet", words);
    }

    /** A statement on the row of an entity whose id is a number; empty if it cannot be said. */
    private String entitySql(String entity) {
        var persister = (AbstractEntityPersister) domain.entity(entity);
        if (persister.getIdentifierType().getReturnedClass() != Long.class) {
            return "";
        }
        String table = persister.getIdentifierTableName();
        String where = " where " + persister.getIdentifierColumnNames()[0] + " = " + id();
        List<String> references = domain.attributes(entity, Kind.REFERENCE);
        if (!references.isEmpty() && random.nextInt(2) == 0) {
            String attribute = one(references);
            String[] columns = persister.getPropertyColumnNames(attribute);
            String other = persister.getTableNameForColumn(columns[0]);
            if (columns.length == 1
                    && table.equals(other)
                    && domain.isSettable(entity, attribute)) {
                String to = random.nextInt(4) == 0 ? "null" : "" + id();
                return "update " + table + " set " + columns[0] + " = " + to + where;
            }
        }
        for (String attribute : domain.attributes(entity, Kind.VALUE)) {
            String[] columns = persister.getPropertyColumnNames(attribute);
            if (domain.type(entity, attribute).getReturnedClass() == String.class
                    && table.equals(persister.getTableNameForColumn(columns[0]))
                    && domain.isSettable(entity, attribute)
                    && random.nextInt(3) > 0) {
                String to = "'" + one(List.of("a", "b", "C")) + "'";
                return "update " + table + " set " + columns[0] + " = " + to + where;
            }
        }
        return "delete from " + table + where;
    }

    /** A statement on a table that holds a collection alone; empty if there is none. */
    private String collectionSql(String entity) {
        List<String> collections =
                domain.attributes(entity, Kind.COLLECTION).stream()
                        .filter(each -> !domain.collection(entity, each).isOneToMany())
                        .toList();
        if (collections.isEmpty()) {
            return "";
        }
        var persister = (AbstractCollectionPersister) domain.collection(entity, one(collections));
        String key = persister.getKeyColumnNames()[0];
        return switch (random.nextInt(3)) {
            case 0 -> "delete from " + persister.getTableName() + " where " + key + " = " + id();
            case 1 -> insert(persister, key);
            default ->
                    "update "
                            + persister.getTableName()
                            + " set "
                            + key
                            + " = "
                            + id()
                            + " where "
                            + key
                            + " = "
                            + id();
        };
    }

    private String insert(AbstractCollectionPersister persister, String key) {
        String[] elements = persister.getElementColumnNames();
        if (elements.length != 1 || persister.hasIndex()) {
            return "delete from " + persister.getTableName();
        }
        String value =
                persister.getElementType().getReturnedClass() == String.class
                        ? "'" + one(List.of("a", "b", "C")) + "'"
                        : "" + id();
        return "insert into "
                + persister.getTableName()
                + " ("
                + key
                + ", "
                + elements[0]
                + ") values ("
                + id()
                + ", "
                + value
                + ")";
    }
}
