package io.hibernateredis.sample;

import io.hibernateredis.testing.ModuleLayout;

/** An application: it has no API of its own. */
class SampleLayoutTest extends ModuleLayout {}
