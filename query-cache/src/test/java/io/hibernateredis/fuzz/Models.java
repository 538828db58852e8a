package io.hibernateredis.fuzz;

import io.hibernateredis.fuzz.model.Bags;
import io.hibernateredis.fuzz.model.Keys;
import io.hibernateredis.fuzz.model.Links;
import io.hibernateredis.fuzz.model.Trees;
import io.hibernateredis.fuzz.model.Values;
import java.util.List;

/** The mappings that scripts are played on: several, because each takes its time to boot. */
enum Models {
    LINKS(Links.ENTITIES),
    TREES(Trees.ENTITIES),
    BAGS(Bags.ENTITIES),
    KEYS(Keys.ENTITIES),
    VALUES(Values.ENTITIES);

    private final List<Class<?>> entities;

    Models(List<Class<?>> entities) {
        this.entities = entities;
    }

    List<Class<?>> entities(Mode mode) {
        if (!mode.enhanced()) {
            return entities;
        }
        var enhanced = new EnhancedClasses(entities);
        return entities.stream().<Class<?>>map(enhanced::of).toList();
    }
}
