package io.hibernateredis.fuzz;

import io.hibernateredis.fuzz.Domain.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Some entities of a domain that are connected. */
final class Focus {

    private static final int MOST = 5;

    private final Random random;
    private final Domain domain;

    Focus(Random random, Domain domain) {
        this.random = random;
        this.domain = domain;
    }

    List<String> entities() {
        List<String> all = new ArrayList<>(domain.entityNames());
        all.removeAll(Generator.ALWAYS_WITHOUT);
        Set<String> chosen = new LinkedHashSet<>();
        chosen.add(all.get(random.nextInt(all.size())));
        for (int i = 0; i < 2; i++) {
            List<String> from = List.copyOf(chosen);
            for (String each : all) {
                if (chosen.size() < MOST && from.stream().anyMatch(one -> isNear(one, each))) {
                    chosen.add(each);
                }
            }
        }
        // What is referred to is filled in before what refers to it.
        var sorted = new ArrayList<String>();
        chosen.forEach(each -> place(each, chosen, sorted));
        return sorted;
    }

    private void place(String entity, Set<String> chosen, List<String> sorted) {
        if (sorted.contains(entity)) {
            return;
        }
        int at = sorted.size();
        for (String attribute : domain.attributes(entity, Kind.REFERENCE)) {
            String target = domain.target(entity, attribute);
            if (chosen.contains(target) && !target.equals(entity) && !sorted.contains(target)) {
                sorted.add(at++, target);
            }
        }
        if (!sorted.contains(entity)) {
            sorted.add(entity);
        }
    }

    private boolean isNear(String one, String other) {
        return refers(one, other)
                || refers(other, one)
                || domain.isA(one, other)
                || domain.isA(other, one)
                || domain.tables(one).stream().anyMatch(domain.tables(other)::contains);
    }

    private boolean refers(String from, String to) {
        for (Kind kind : List.of(Kind.REFERENCE, Kind.MIRROR, Kind.COLLECTION)) {
            for (String attribute : domain.attributes(from, kind)) {
                if (to.equals(domain.target(from, attribute))) {
                    return true;
                }
            }
        }
        return false;
    }
}
