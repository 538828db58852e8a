package io.hibernateredis;

import io.hibernateredis.testing.ModuleLayout;

class QueryLayoutTest extends ModuleLayout {

    QueryLayoutTest() {
        super("io.hibernateredis.query");
    }
}
