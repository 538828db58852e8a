package io.hibernateredis.capture;

import io.hibernateredis.testing.ModuleLayout;

class CaptureLayoutTest extends ModuleLayout {

    CaptureLayoutTest() {
        super("io.hibernateredis.capture");
    }
}
