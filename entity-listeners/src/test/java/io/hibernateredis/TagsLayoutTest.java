package io.hibernateredis;

import io.hibernateredis.testing.ModuleLayout;

class TagsLayoutTest extends ModuleLayout {

    TagsLayoutTest() {
        super("io.hibernateredis.tags", "io.hibernateredis.tagged", "io.hibernateredis.spring");
    }
}
