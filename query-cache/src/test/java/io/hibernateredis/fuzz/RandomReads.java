package io.hibernateredis.fuzz;

import io.hibernateredis.fuzz.Domain.Kind;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Random steps that read. */
final class RandomReads {

    private final Random random;
    private final Domain domain;
    private final List<String> focus;
    private final Mode mode;

    RandomReads(Random random, Domain domain, List<String> focus, Mode mode) {
        this.mode = mode;
        this.random = random;
        this.domain = domain;
        this.focus = focus;
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String id(String entity) {
        return Ids.word(random, domain, entity);
    }

    private String number() {
        return "" + random.nextInt(4);
    }

    Step next(String actor, boolean inSession) {
        Step step = any(actor, inSession);
        while (Generator.ALWAYS_WITHOUT.contains(step.verb())) {
            step = any(actor, inSession);
        }
        return step;
    }

    private Step any(String actor, boolean inSession) {
        String entity = one(focus);
        List<String> words = new ArrayList<>(List.of(entity));
        String verb = random.nextBoolean() ? simple(entity, words) : query(entity, words);
        if (inSession && random.nextInt(12) == 0 && !domain.filters(entity).isEmpty()) {
            return new Step(
                    actor,
                    "filter",
                    List.of(one(domain.filters(entity)), random.nextBoolean() ? number() : "off"));
        }
        return new Step(actor, verb, words);
    }

    private String simple(String entity, List<String> words) {
        List<String> collections = domain.attributes(entity, Kind.COLLECTION);
        int parts = domain.naturalId(entity).size();
        if (parts > 0 && random.nextInt(3) == 0) {
            for (int i = 0; i < parts; i++) {
                words.add("" + (1 + random.nextInt(3)));
            }
            return "natural";
        }
        if (!collections.isEmpty() && random.nextBoolean()) {
            words.add(id(entity));
            words.add(one(collections));
            switch (random.nextInt(6)) {
                case 0 -> {
                    return "size";
                }
                case 1 -> {
                    words.add("" + (1 + random.nextInt(3)));
                    return "contains";
                }
                case 2 -> {
                    return "graph";
                }
                default -> {
                    return "collection";
                }
            }
        }
        if (random.nextInt(4) == 0 && domain.isReadTogether(entity)) {
            List<String> ids = new ArrayList<>(Reads.IDS);
            Collections.shuffle(ids, random);
            words.addAll(ids.subList(0, 1 + random.nextInt(3)));
            return "multi";
        }
        words.add(id(entity));
        return random.nextInt(5) == 0 ? "load" : "find";
    }

    private String query(String entity, List<String> words) {
        String verb = queryOf(entity, words);
        // Hibernate's own query cache fails for a parameter that is not serializable.
        boolean isPossible =
                mode.module()
                        || !verb.equals("where")
                        || Serializable.class.isAssignableFrom(
                                domain.type(entity, words.get(1)).getReturnedClass())
                        || domain.target(entity, words.get(1)) != null;
        if (random.nextInt(3) > 0 && isPossible) {
            words.add("cached");
        }
        return verb;
    }

    private String queryOf(String entity, List<String> words) {
        List<String> values = domain.attributes(entity, Kind.VALUE);
        List<String> references = domain.attributes(entity, Kind.REFERENCE);
        List<String> collections = domain.attributes(entity, Kind.COLLECTION);
        List<String> joins = new ArrayList<>(references);
        joins.addAll(collections);
        joins.addAll(domain.attributes(entity, Kind.MIRROR));
        switch (random.nextInt(10)) {
            case 0 -> {
                return "count";
            }
            case 1 -> {
                return "ids";
            }
            case 2, 3 -> {
                List<String> all = new ArrayList<>(values);
                all.addAll(references);
                if (!all.isEmpty()) {
                    words.add(one(all));
                    words.add(number());
                    return "where";
                }
            }
            case 4 -> {
                if (!values.isEmpty()) {
                    words.add(one(values));
                    return mode.module() && random.nextBoolean() ? "pairs" : "valuesAndIds";
                }
            }
            case 5 -> {
                if (!joins.isEmpty()) {
                    words.add(one(joins));
                    return "join";
                }
            }
            case 6 -> {
                for (String each : collections) {
                    String target = domain.target(entity, each);
                    if (target != null && !domain.attributes(target, Kind.VALUE).isEmpty()) {
                        words.add(each);
                        words.add(one(domain.attributes(target, Kind.VALUE)));
                        words.add("" + (1 + random.nextInt(2)));
                        return "joinPart";
                    }
                }
            }
            case 7 -> {
                if (!joins.isEmpty()) {
                    words.add(one(joins));
                    return "through";
                }
            }
            case 8 -> {
                words.set(0, one(domain.tables(entity)));
                return "nativeCount";
            }
            default -> {
                if (domain.isPlain(entity)) {
                    return "nativeAll";
                }
            }
        }
        return "all";
    }
}
