package io.hibernateredis.spring.boot;

import io.hibernateredis.testing.ModuleLayout;

class StarterLayoutTest extends ModuleLayout {

    StarterLayoutTest() {
        super("io.hibernateredis.spring.boot");
    }
}
