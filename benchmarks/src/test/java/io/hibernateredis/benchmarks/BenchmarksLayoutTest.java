package io.hibernateredis.benchmarks;

import io.hibernateredis.testing.ModuleLayout;

/** An application: it has no API of its own. */
class BenchmarksLayoutTest extends ModuleLayout {}
