/** The cache in the tests of an application. */
@NullMarked
package io.hibernateredis.spring.boot.internal.test;

import org.jspecify.annotations.NullMarked;
