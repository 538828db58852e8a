package io.hibernateredis;

import io.hibernateredis.testing.ModuleLayout;

class RegionLayoutTest extends ModuleLayout {

    RegionLayoutTest() {
        super(
                "io.hibernateredis",
                "io.hibernateredis.admin",
                "io.hibernateredis.external",
                "io.hibernateredis.region");
    }
}
