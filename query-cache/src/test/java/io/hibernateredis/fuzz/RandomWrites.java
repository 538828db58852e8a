package io.hibernateredis.fuzz;

import io.hibernateredis.fuzz.Domain.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Random steps that write. */
final class RandomWrites {

    private final Random random;
    private final Domain domain;
    private final List<String> focus;
    private final RandomStatements statements;
    private final Set<String> without;

    RandomWrites(Random random, Domain domain, List<String> focus, Set<String> without) {
        this.without = without;
        this.random = random;
        this.domain = domain;
        this.focus = focus;
        this.statements = new RandomStatements(random, domain, focus);
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String number() {
        return "" + random.nextInt(4);
    }

    private boolean chance(int oneOf) {
        return random.nextInt(oneOf) == 0;
    }

    Step next(String actor) {
        Step step = any(actor);
        while (without.contains(step.verb())) {
            step = any(actor);
        }
        return step;
    }

    private Step any(String actor) {
        boolean stateless = actor.charAt(0) == 'l';
        int kind = random.nextInt(20);
        if (kind < 4) {
            return statements.next(actor);
        }
        if (kind < 8 && !stateless) {
            Optional<Step> step = ofCollection(actor);
            if (step.isPresent()) {
                return step.get();
            }
        }
        if (kind < 10 && stateless) {
            return overwriting(actor);
        }
        return ofEntity(actor, stateless);
    }

    private Step overwriting(String actor) {
        String entity = one(focus);
        List<String> words = new ArrayList<>(List.of(entity, Ids.word(random, domain, entity)));
        List<String> collections = domain.attributes(entity, Kind.COLLECTION);
        if (!collections.isEmpty() && chance(2)) {
            words.add(one(collections));
            words.add("" + (1 + random.nextInt(3)));
            return new Step(actor, "add", words);
        }
        if (!domain.isAlone(entity)) {
            return new Step(actor, "remove", words);
        }
        words.add("" + random.nextInt(6));
        return new Step(actor, chance(2) ? "upsert" : "overwrite", words);
    }

    private Step ofEntity(String actor, boolean stateless) {
        String entity = one(focus);
        List<String> words = new ArrayList<>(List.of(entity, Ids.word(random, domain, entity)));
        List<String> values = domain.attributes(entity, Kind.VALUE);
        List<String> references = domain.attributes(entity, Kind.REFERENCE);
        switch (random.nextInt(stateless ? 9 : 13)) {
            case 0, 1 -> {
                words.add("" + random.nextInt(6));
                return new Step(actor, "persist", words);
            }
            case 2, 3 -> {
                return new Step(actor, "remove", words);
            }
            case 4, 5, 6 -> {
                if (!references.isEmpty()) {
                    return reference(actor, stateless, words, references);
                }
            }
            case 9 -> {
                return new Step(actor, "removeReference", words);
            }
            case 10 -> {
                return new Step(actor, one(List.of("refresh", "evict")), words);
            }
            case 11 -> {
                return new Step(actor, "keep", words);
            }
            case 12 -> {
                if (domain.isAlone(entity) && (chance(2) || values.isEmpty())) {
                    words.add("" + random.nextInt(6));
                    return new Step(actor, "mergeNew", words);
                }
                if (!values.isEmpty()) {
                    words.addAll(List.of(one(values), number()));
                    return new Step(actor, "merge", words);
                }
            }
            default -> {
                // A value is set.
            }
        }
        if (values.isEmpty()) {
            return new Step(actor, "remove", words);
        }
        words.addAll(List.of(one(values), number()));
        return new Step(actor, "set", words);
    }

    private Step reference(
            String actor, boolean stateless, List<String> words, List<String> references) {
        words.addAll(List.of(one(references), number()));
        if (!stateless && chance(3)) {
            words.add("both");
        }
        if (!stateless && chance(4)) {
            words.add("unseen");
        }
        return new Step(actor, "refer", words);
    }

    /** A change of a collection; none if there is no collection. */
    Optional<Step> ofCollection(String actor) {
        List<String> owners =
                focus.stream()
                        .filter(each -> !domain.attributes(each, Kind.COLLECTION).isEmpty())
                        .toList();
        if (owners.isEmpty()) {
            return Optional.empty();
        }
        String entity = one(owners);
        String attribute = one(domain.attributes(entity, Kind.COLLECTION));
        List<String> words = new ArrayList<>(List.of(entity, Ids.word(random, domain, entity)));
        words.add(attribute);
        int kind = random.nextInt(10);
        if (kind == 0) {
            return Optional.of(new Step(actor, "empty", words));
        }
        if (kind == 1) {
            return Optional.of(new Step(actor, "swap", words));
        }
        words.add("" + (1 + random.nextInt(3)));
        if (domain.collection(entity, attribute).hasIndex()) {
            words.add("" + (1 + random.nextInt(3)));
        }
        if (chance(2)) {
            words.add("both");
        }
        if (kind == 2 && chance(2)) {
            return Optional.of(new Step(actor, "renew", words));
        }
        if (kind < 7) {
            if (chance(4)) {
                words.add("first");
            }
            return Optional.of(new Step(actor, "add", words));
        }
        return Optional.of(new Step(actor, "take", words));
    }
}
