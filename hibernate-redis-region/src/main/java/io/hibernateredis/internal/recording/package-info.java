/**
 * Events for the JDK's flight recorder. Imports nothing of ours, so that every package may use it,
 * and nothing of {@code jdk.jfr} is loaded on a JVM that lacks it.
 */
@NullMarked
package io.hibernateredis.internal.recording;

import org.jspecify.annotations.NullMarked;
