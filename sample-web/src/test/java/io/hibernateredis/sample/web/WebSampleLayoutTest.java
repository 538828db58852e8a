package io.hibernateredis.sample.web;

import io.hibernateredis.testing.ModuleLayout;

class WebSampleLayoutTest extends ModuleLayout {}
