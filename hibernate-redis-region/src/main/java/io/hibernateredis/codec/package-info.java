/** Values to bytes and back: a closed set of types, in a compact binary format or in JSON. */
@NullMarked
package io.hibernateredis.codec;

import org.jspecify.annotations.NullMarked;
