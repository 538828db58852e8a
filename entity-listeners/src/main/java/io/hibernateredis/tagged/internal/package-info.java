/**
 * How tagged values are stored, looked up, checked and computed. Imports the store and protocol of
 * the region module, and its sessions to know what a thread may see. Not the public API of this
 * module.
 */
@NullMarked
package io.hibernateredis.tagged.internal;

import org.jspecify.annotations.NullMarked;
