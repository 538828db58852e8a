package io.hibernateredis.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Steps that say less than another. */
final class Simpler {

    private static final Set<String> FILLING = Set.of("persist", "upsert", "overwrite", "mergeNew");
    private static final Set<String> OPTIONS = Set.of("both", "unseen", "first", "zone", "cached");

    private Simpler() {}

    static List<Step> of(Step step, Domain domain) {
        List<Step> simpler = new ArrayList<>();
        if (step.verb().equals("sweep")) {
            step.words().forEach(entity -> reads(simpler, step, entity, domain));
            return simpler;
        }
        List<String> words = step.words();
        for (int i = 0; i < words.size(); i++) {
            if (OPTIONS.contains(words.get(i))) {
                List<String> fewer = new ArrayList<>(words);
                fewer.remove(i);
                simpler.add(new Step(step.actor(), step.verb(), fewer));
            }
        }
        if (FILLING.contains(step.verb()) && !words.get(2).equals("0")) {
            simpler.add(
                    new Step(step.actor(), step.verb(), List.of(words.get(0), words.get(1), "0")));
        }
        return simpler;
    }

    private static void reads(List<Step> simpler, Step sweep, String entity, Domain domain) {
        for (String id : Reads.IDS) {
            simpler.add(new Step(sweep.actor(), "find", List.of(entity, id)));
            for (String each : domain.attributes(entity, Domain.Kind.COLLECTION)) {
                simpler.add(new Step(sweep.actor(), "collection", List.of(entity, id, each)));
            }
        }
        int parts = domain.naturalId(entity).size();
        for (int i = 1; parts > 0 && i <= 3; i++) {
            List<String> words = new ArrayList<>(List.of(entity));
            for (int part = 0; part < parts; part++) {
                words.add("" + i);
            }
            simpler.add(new Step(sweep.actor(), "natural", words));
        }
    }
}
