package io.hibernateredis.fuzz;

import io.hibernateredis.fuzz.model.Links;
import java.util.List;

/** The mappings that scripts are played on: several, because each takes its time to boot. */
enum Models {
    LINKS(Links.ENTITIES);

    private final List<Class<?>> entities;

    Models(List<Class<?>> entities) {
        this.entities = entities;
    }

    List<Class<?>> entities() {
        return entities;
    }
}
